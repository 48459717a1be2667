using System.CommandLine;
using System.Text.Json;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Server.Hosting;

/// <summary>The product: where the data path, the control plane and the stores are plugged together.</summary>
internal sealed class GatewayRooms : IRooms
{
    public IDetectorSource Detectors { get; } = new CatalogDetectorSource();

    public IEnumerable<Command> Verbs() => [];

    public void AddServices(IServiceCollection services)
    {
    }

    public ValueTask<FirstStart> PrepareAsync(IServiceProvider services, CancellationToken cancellation) => new(FirstStart.Nothing);

    public RequestDelegate Api(IServiceProvider services) => static context =>
    {
        var no = Rejection.EndpointNotServed;
        context.Response.StatusCode = no.Status;
        return HealthAnswers.WriteJsonAsync(context, JsonSerializer.SerializeToUtf8Bytes(new { error = new { message = no.Message, type = "invalid_request_error", param = (string?)null, code = no.Code } }));
    };

    public void MapAdmin(IEndpointRouteBuilder admin)
    {
    }

    public ValueTask WarmUpAsync(IServiceProvider services, CancellationToken cancellation) => default;
}
