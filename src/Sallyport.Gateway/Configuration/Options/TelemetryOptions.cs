using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Logs and metrics.</summary>
public sealed class TelemetryOptions
{
    [Description("Where metrics and traces are sent over OTLP (http/protobuf), such as http://127.0.0.1:4318. Default: nowhere. OTEL_EXPORTER_OTLP_ENDPOINT wins over it.")]
    public string? OtlpEndpoint { get; set; }

    [Description("Least severity written to the log. Default info.")]
    [AllowedValues("trace", "debug", "info", "warn", "error")]
    public string LogLevel { get; set; } = "info";
}
