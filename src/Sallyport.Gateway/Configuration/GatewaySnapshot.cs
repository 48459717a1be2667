using System.Collections.Frozen;
using Sallyport.Detection;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;

namespace Sallyport.Gateway.Configuration;

/// <summary>Compiled configuration. Immutable; an exchange keeps the one it began with.</summary>
public sealed record GatewaySnapshot
{
    /// <summary>First 12 hex digits of the SHA-256 of the effective configuration; secrets are left out of the hash.</summary>
    public required string Version { get; init; }

    public required FrozenDictionary<string, UpstreamDefinition> Upstreams { get; init; }

    /// <summary>Models that the file declares, by name; a wildcard ends in <c>*</c>. Empty when configured by environment alone.</summary>
    public required FrozenDictionary<string, ModelDefinition> Models
    {
        get;
        init => (field, Names) = (value, ModelNames.Of(value));
    }

    /// <summary>Finds a declared model by whatever name it was asked for.</summary>
    public ModelNames Names { get; private init; } = ModelNames.Of(FrozenDictionary<string, ModelDefinition>.Empty);

    public required GuardrailSnapshot Guardrails { get; init; }

    /// <summary>What is looked for in a request as a whole.</summary>
    public CompanySnapshot Company { get; init; } = CompanySnapshot.None;

    public required LimitSnapshot Limits { get; init; }

    /// <summary>How much is allowed to whom, and who goes first.</summary>
    public Admission.SpendPolicy Spend { get; init; } = Admission.SpendPolicy.None;

    /// <summary>What is recorded of an exchange, and when.</summary>
    public AuditPolicy Audit { get; init; } = new();

    /// <summary>Where copies of the record go, by name.</summary>
    public FrozenDictionary<string, ExportDefinition> Exports { get; init; } = FrozenDictionary<string, ExportDefinition>.Empty;

    /// <summary>Cost centre of each team.</summary>
    public FrozenDictionary<string, string> Departments { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Who is told of budgets and stops.</summary>
    public Alerts.AlertPolicy Alerts { get; init; } = Sallyport.Gateway.Alerts.AlertPolicy.None;

    /// <summary>Which answers are kept for the same request again; null for none.</summary>
    public Caching.CachePolicy? Cache { get; init; }

    public required PriceTable Prices { get; init; }

    /// <summary>Age in days from which prices are stale.</summary>
    public int PricesStaleAfterDays { get; init; } = 120;

    /// <summary>What is done beside the rules for an endpoint and the model that is asked for.</summary>
    internal GuardPolicy GuardsFor(Listener.EndpointMatch match, string? model)
    {
        var guards = Guardrails.GuardsFor(match.Group);
        if (guards.Fixed is not null && match.Endpoint is Endpoint.CountGeminiTokens or Endpoint.EmbedContent or Endpoint.BatchEmbedContents) guards = guards with { Fixed = null }; // these take no system prompt
        return Names.Find(model)?.Model.Structured is { } own ? guards with { Structured = StructuredRule.Stricter(own, guards.Structured) } : guards;
    }
}

/// <summary>A configured endpoint of a provider.</summary>
public sealed record UpstreamDefinition
{
    /// <summary>Name in the configuration: <c>openai-eu</c>. Safe to show to callers.</summary>
    public required string Id { get; init; }

    public required ProviderId Provider { get; init; }

    /// <summary>Root that endpoint paths are appended to, without a slash at the end: <c>https://api.openai.com/v1</c>.</summary>
    public required Uri BaseAddress { get; init; }

    /// <summary>Certificates, in PEM, of the authorities that may vouch for it; null for the system's.</summary>
    public string? Authorities { get; init; }

    /// <summary>The provider's key; null for upstreams that need none or sign in. The first of <see cref="Credentials"/> where there are several.</summary>
    public Secret? Credential { get; init; }

    /// <summary>All keys that requests are spread over; empty for one or none.</summary>
    public IReadOnlyList<Secret> Credentials { get; init; } = [];

    /// <summary>When nothing more is sent here for a while.</summary>
    public BreakerPolicy Breaker { get; init; } = BreakerPolicy.Default;

    /// <summary>What is asked now and then to see whether it lives; null to learn it from traffic alone.</summary>
    public ProbePolicy? Probe { get; init; }

    /// <summary>Repeats here in percent of the requests sent here; 0 for none.</summary>
    public int RetryPercent { get; init; } = 20;

    /// <summary>How to sign in where a key in a header does not do; null where it does.</summary>
    public UpstreamSignIn? SignIn { get; init; }

    /// <summary>Azure: value of <c>api-version</c>; null for the API that needs none.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Vertex: project that the models are called in.</summary>
    public string? Project { get; init; }

    /// <summary>Where the deployment is, in the vendor's words: <c>eu-west-1</c>. Part of the address at Bedrock and Vertex, else what its operator says; null if he says nothing.</summary>
    public string? Region { get; init; }

    /// <summary>Reached over a private network and nowhere else: a name that resolves to a public address is refused.</summary>
    public bool Internal { get; init; }

    /// <summary>The only addresses that its name may resolve to; null for all that are allowed anyway.</summary>
    public AddressPins? Pins { get; init; }

    /// <summary>Proxy that resolves the name and makes the connection; null to connect directly.</summary>
    public UpstreamProxy? Proxy { get; init; }

    /// <summary>What we show who asks for a certificate; null to show none.</summary>
    public ClientCertificate? ClientCertificate { get; init; }

    /// <summary>Leaves <c>store</c> as the client set it, for callers with the Store capability. Off: <c>store:false</c> is forced.</summary>
    public bool AllowStore { get; init; }

    /// <summary>Highest sensitivity that may be sent here.</summary>
    public Classification.Sensitivity MaxSensitivity { get; init; } = Classification.Sensitivity.Restricted;

    /// <summary>Who counts tokens when a client asks for a count.</summary>
    public TokenCounting CountTokens { get; init; } = TokenCounting.Forward;

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the last request byte to the first response byte.</summary>
    public TimeSpan FirstByteTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Longest silence inside an answer.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Attempts in all, 1 to 5; a further one only before the first response byte and only where safe.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Requests that this gateway has open there at once; null for any number.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>Places of <see cref="MaxConcurrent"/> that one priority alone may take, by its number.</summary>
    public IReadOnlyList<int> Reserved { get; init; } = [0, 0, 0];
}

/// <summary>Who counts tokens when a client asks for a count.</summary>
public enum TokenCounting
{
    /// <summary>The provider, exactly.</summary>
    Forward,

    /// <summary>We do, as an estimate: nothing leaves.</summary>
    Local,
}

/// <summary>Vendors whose quirks we know. A wire-compatible server of anybody else is <see cref="OpenAICompatible"/>.</summary>
public enum ProviderId
{
    OpenAI,
    Anthropic,
    Gemini,
    DeepSeek,
    Mistral,
    OpenAICompatible,

    /// <summary>The built-in provider that answers when no real one is configured.</summary>
    Simulator,

    /// <summary>OpenAI's models in a customer's Azure resource.</summary>
    AzureOpenAI,

    /// <summary>Gemini and Claude in a customer's Google Cloud project.</summary>
    Vertex,

    /// <summary>Amazon Bedrock.</summary>
    Bedrock,
    XAI,
    Groq,
    Together,
    OpenRouter,

    /// <summary>Cohere's compatibility API.</summary>
    Cohere,
    Ollama,
    Vllm,
}

/// <summary>Bounds of the data path.</summary>
public sealed record LimitSnapshot
{
    /// <summary>Largest request body, in bytes. Default 10 MiB.</summary>
    public int MaxRequestBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Largest answer that is not a stream, in bytes. Default 64 MiB.</summary>
    public int MaxResponseBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Open exchanges of the whole gateway. Default 10,000.</summary>
    public int MaxConcurrentRequests { get; init; } = 10_000;

    /// <summary>Open exchanges of one key. Default 5,000.</summary>
    public int MaxConcurrentRequestsPerKey { get; init; } = 5_000;

    /// <summary>Time for the whole request body to arrive. Default 60 s.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>A secret that prints as ***.</summary>
public sealed class Secret(string value) : IEquatable<Secret>
{
    /// <summary>The secret itself; only for the forwarder's credential header and what signs in to a receiver of exports.</summary>
    public string Reveal() => value;

    /// <summary>Whether a reload brought the same secret again. Not for checking what somebody presents: the time it takes tells.</summary>
    public bool Equals(Secret? other) => other?.Reveal() == value;

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(value);

    public override string ToString() => "***";
}
