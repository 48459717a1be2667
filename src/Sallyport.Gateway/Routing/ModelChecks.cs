using System.Globalization;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers.Json.Shapes;
using Endpoint = Sallyport.Providers.Endpoint;

namespace Sallyport.Gateway.Routing;

/// <summary>Whether a declared model still answers, and whether it can do what a request needs.</summary>
internal sealed class ModelChecks(TokenEstimator estimator)
{
    /// <summary>Checks what the operator said of a model. Tells the client of its end if one is set.</summary>
    /// <param name="asked">What the file declares for the name.</param>
    /// <param name="chosen">What it declares for the caller's environment; mostly the same.</param>
    /// <param name="target">Where the request would go first: its tokens are counted.</param>
    /// <returns>Null if it may be asked; or 410 <c>model_retired</c>, 400 <c>model_lacks_capability</c>, 400 <c>context_window_exceeded</c>.</returns>
    public Rejection? Check(ModelDefinition asked, ModelDefinition chosen, Exchange exchange, RequestBody body, RouteTarget target)
    {
        if ((asked.Deprecation ?? chosen.Deprecation) is { } deprecation && CheckAge(deprecation, exchange) is { } retired) return retired;
        return chosen.Capabilities == ModelCapabilities.Unknown ? null : CheckCapabilities(chosen.Capabilities, body) ?? CheckWindow(chosen.Capabilities, exchange, body, target);
    }

    private static Rejection? CheckAge(ModelDeprecation deprecation, Exchange exchange)
    {
        if (deprecation.IsRetiredOn(DateOnly.FromDateTime(exchange.At.UtcDateTime))) return Rejection.ModelRetired(deprecation.Until!.Value.ToString("O", CultureInfo.InvariantCulture), deprecation.ReplacedBy);

        // Deprecation is a date as RFC 9745 writes it, sunset one as RFC 8594 does: the moment at which it ends.
        exchange.SetHeader("deprecation", string.Create(CultureInfo.InvariantCulture, $"@{new DateTimeOffset(deprecation.Since, default, TimeSpan.Zero).ToUnixTimeSeconds()}"));
        if (deprecation.Until is { } until) exchange.SetHeader("sunset", new DateTimeOffset(until.AddDays(1), default, TimeSpan.Zero).ToString("r", CultureInfo.InvariantCulture));
        if (deprecation.ReplacedBy is { } other) exchange.SetHeader("x-sallyport-replaced-by", other);
        return null;
    }

    private static Rejection? CheckCapabilities(ModelCapabilities can, RequestBody body)
    {
        var facts = body.Facts;
        if (can.Vision is false && facts.Images > 0) return Rejection.ModelLacksCapability("vision", "the request has images");
        if (can.Tools is false && facts.Tools > 0) return Rejection.ModelLacksCapability("tools", "the request has tools");
        if (can.JsonSchema is false && facts.AnswerIsJson && body.Reader?.DemandOf(body.Bytes.Span) is { } demand && !ReferenceEquals(demand, OutputDemand.AnyObject)) return Rejection.ModelLacksCapability("json_schema", "the request asks for JSON of a given shape");
        if (can.MaxOutput is { } most && facts.MaxOutputTokens is { } wanted && wanted > most && wanted != long.MaxValue)
            return Rejection.ModelLacksCapability("max_output", string.Create(CultureInfo.InvariantCulture, $"the request asks for {wanted} output tokens and the model gives {most} at most"));
        return null;
    }

    // No text has more tokens than bytes, so most requests are not counted.
    private Rejection? CheckWindow(ModelCapabilities can, Exchange exchange, RequestBody body, RouteTarget target)
    {
        if (can.ContextWindow is not { } window || !Counts(exchange.Match.Endpoint) || (body.Bytes.Length <= window && body.Facts.Images == 0)) return null;
        var estimate = estimator.Estimate(ProviderNames.NameOf(target.Upstream.Provider), target.Model ?? "", body.Bytes.Span, body.Segments, body.Facts);
        return estimate.Lowest > window ? Rejection.ContextWindowExceeded(estimate.Lowest, window) : null; // only where even the lowest figure is too much
    }

    private static bool Counts(Endpoint? endpoint) => endpoint is { } known && Admission.AttemptBound.Asks(known);
}
