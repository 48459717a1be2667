using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Classification;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Routing;
using Sallyport.Providers;

namespace Sallyport.Tests.Routing;

/// <summary>Upstreams, targets and callers for tests of routing.</summary>
internal static class RoutingSamples
{
    public static UpstreamDefinition Upstream(string id, Sensitivity most = Sensitivity.Restricted, bool allowStore = false, int credentials = 0) => new()
    {
        Id = id,
        Provider = ProviderId.OpenAI,
        BaseAddress = new Uri($"https://{id}.example/v1"),
        MaxSensitivity = most,
        AllowStore = allowStore,
        Credentials = [.. Enumerable.Range(0, credentials).Select(i => new Secret($"key-{i}"))],
    };

    public static RouteTarget Target(string id, string model = "m", int weight = 1) => new(Upstream(id), model, DialectId.OpenAIChat) { Weight = weight };

    public static Caller Caller(params string[] upstreams) =>
        new(new VirtualKeyRecord("abcdefghijkl", KeyEnvironment.Development, "test", null, new KeyOwner("default", null, null, null), KeyScopes.Default with { Upstreams = [.. upstreams] }, KeyState.Active, DateTimeOffset.UnixEpoch, null, [], 1));
}
