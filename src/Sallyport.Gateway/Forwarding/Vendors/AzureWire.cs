using Sallyport.Gateway.Pipeline;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Forwarding.Vendors;

/// <summary>Azure OpenAI with an <c>api-version</c>. Dated versions name the deployment in the path; <c>preview</c> and the like are the undated API's.</summary>
internal sealed class AzureWire(string version) : VendorWire
{
    private readonly bool _isDated = IsDated(version);

    /// <summary>True for versions of the API that is asked by deployment: <c>2024-10-21</c>, <c>2025-04-01-preview</c>.</summary>
    public static bool IsDated(string version) => version.Length >= 10 && char.IsAsciiDigit(version[0]);

    public override Outcome<OutboundRequest> Prepare(OutboundRequest request)
    {
        var (path, query) = Split(request.Path);
        if (_isDated && path is "/chat/completions" or "/embeddings")
        {
            if (TopLevel.TextOf(request.Body.Span, "model"u8) is not { } model) return Rejection.ModelMissing;
            if (Segment(model, allowSlash: false) is not { } deployment) return Rejection.ModelNotFound;
            path = "/deployments/" + deployment + path;
        }

        return request with { Path = path + (query.Length == 0 ? "?" : query + "&") + "api-version=" + version };
    }
}
