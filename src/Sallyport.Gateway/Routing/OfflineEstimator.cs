using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Routing.Health;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;

namespace Sallyport.Gateway.Routing;

/// <summary>Estimates a request without a gateway: what <c>/v1/estimate</c> would answer to a key that may ask for everything, before any usage was reported.</summary>
public static class OfflineEstimator
{
    /// <param name="body">Body of a request for chat completions, responses or messages.</param>
    /// <param name="isMessages">True for Anthropic's dialect.</param>
    /// <param name="model">Model to estimate for; null for the one in the body.</param>
    /// <param name="problem">Why not; safe to print.</param>
    public static SpendEstimate? TryEstimate(GatewaySnapshot snapshot, ReadOnlySpan<byte> body, bool isMessages, string? model, DateOnly day, out string? problem)
    {
        problem = null;
        var endpoint = EstimatedBody.EndpointOf(isMessages ? DialectId.AnthropicMessages : DialectId.OpenAIChat, body);
        var reader = ScratchPool.RentReader(endpoint);
        if (!reader.TryRead(body, out _))
        {
            problem = "The body is no JSON that a provider would accept.";
            return null;
        }

        var dialect = EstimatedBody.Of(reader).Dialect;
        var estimator = new TokenEstimator(new TokenCalibration());
        var router = new Router(ModelCatalog.Shipped, new TargetOrder(new HealthBoard(TimeProvider.System)), new ModelChecks(estimator));
        if ((model ?? reader.Facts.Model) is not { Length: > 0 } name) problem = "The body names no model: give one with --model.";
        else if (router.TargetsOf(snapshot, name, dialect, endpoint) is not [{ Model: not null } target, ..]) problem = $"No upstream of the configuration serves the model {name} in this form.";
        else return new RequestEstimator(router, ModelCatalog.Shipped, estimator).Of(snapshot, null, endpoint, dialect, body, reader.Segments, reader.Facts, target, day);
        return null;
    }
}
