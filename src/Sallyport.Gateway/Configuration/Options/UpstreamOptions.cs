using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>One endpoint of a provider.</summary>
public sealed class UpstreamOptions
{
    [Required]
    [Description("Vendor: decides the dialect, the credential header and the default address.")]
    [AllowedValues("openai", "anthropic", "gemini", "deepseek", "mistral", "openai-compatible", "simulator", "azure-openai", "vertex", "bedrock", "xai", "groq", "together", "openrouter", "cohere", "ollama", "vllm")]
    public string Provider { get; set; } = "";

    [Description("Root of the API. Default: the provider's public address; openai-compatible and azure-openai have none and need this key. An address without a path gets the provider's version (/v1, Gemini /v1beta, Azure /openai/v1). https, or http to a loopback or private address.")]
    public string? BaseUrl { get; set; }

    [Description("File with the certificates, in PEM, of the authorities that may vouch for the upstream, instead of the system's. Relative to the working directory.")]
    public string? CaFile { get; set; }

    [SecretReference]
    [Description("The provider's key: ${env:NAME}, ${file:path} or os.environ/NAME. A literal secret is refused. Needed for every provider but openai-compatible, ollama, vllm and simulator, and those that sign in. Bedrock: a bearer token.")]
    public string? Credential { get; set; }

    [SecretReference]
    [Description("Several keys of the provider instead of credential. A caller keeps to one of them; one that is out of its rate or refused is left aside for a while.")]
    public List<string> Credentials { get; set; } = [];

    [Description("azure-openai: signs in as an application of Microsoft Entra instead of sending a key.")]
    public EntraOptions? Entra { get; set; }

    [Description("azure-openai: version of the API, such as 2024-10-21, which is then asked by deployment; or preview. Default: the API that needs none, /openai/v1.")]
    public string? ApiVersion { get; set; }

    [Description("bedrock: access keys that sign each request, instead of a bearer token.")]
    public AwsKeyOptions? Aws { get; set; }

    [SecretReference]
    [Description("vertex: the JSON of a service account, as the Google Cloud console gives it: ${file:path}, ${env:NAME} or os.environ/NAME.")]
    public string? ServiceAccount { get; set; }

    [Description("vertex: project that the models are called in. Default: the service account's.")]
    public string? Project { get; set; }

    [Description("Where the deployment is. bedrock and vertex need it: it is part of the address (eu-west-1; europe-west4, global). Elsewhere it is what you say. Shown in x-sallyport-region.")]
    public string? Region { get; set; }

    [Description("true leaves store as the client set it, for keys with the store capability. Default false: store is forced to false, so the provider keeps nothing.")]
    public bool AllowStore { get; set; }

    [Description("Highest sensitivity that may be sent here. Default restricted: everything.")]
    [AllowedValues("public", "internal", "confidential", "restricted")]
    public string MaxSensitivity { get; set; } = "restricted";

    [Description("Who answers when a client asks how many tokens a request has (Anthropic count_tokens, Gemini countTokens): forward asks the provider; local estimates here, and says so in x-sallyport-estimate. Default forward.")]
    [AllowedValues("forward", "local")]
    public string CountTokens { get; set; } = "forward";

    [Description("Longest time to connect, TLS included. Default 10s.")]
    [DurationRange("100ms", "2m")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    [Description("Longest time from the last request byte to the first response byte. Default 600s.")]
    [DurationRange("1s", "1h")]
    public TimeSpan FirstByteTimeout { get; set; } = TimeSpan.FromSeconds(600);

    [Description("Longest silence inside an answer. Default 300s.")]
    [DurationRange("1s", "1h")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(300);

    [Description("Attempts in all; a further one only before the first response byte and only where it can do no harm. Default 3.")]
    [Range(1, 5)]
    public int MaxAttempts { get; set; } = 3;

    [Description("Repeats of a request at this upstream, in percent of the requests sent to it; 0 for none. Requests that go on to another upstream do not count. Default 20.")]
    [Range(0, 100)]
    public int RetryPercent { get; set; } = 20;

    [Description("When this upstream gets nothing more for a while because it fails.")]
    public BreakerOptions Breaker { get; set; } = new();

    [Description("Asks the upstream now and then whether it lives. Default: learned from traffic alone.")]
    public ProbeOptions? Probe { get; set; }

    [Description("Requests that this gateway has open there at once; others wait by priority. Default: any number.")]
    [Range(1, 1_000_000)]
    public int? MaxConcurrent { get; set; }

    [Description("Places of max_concurrent that only one priority may take.")]
    public ReservedOptions Reserved { get; set; } = new();

    [Description("true for a private endpoint: its name must resolve to private addresses (RFC 1918, fc00::/7) and to no others. Default false: a name must resolve to public addresses. An address written as numbers, and localhost, need neither.")]
    public bool Internal { get; set; }

    [Description("What the upstream's name may resolve to.")]
    public UpstreamDnsOptions Dns { get; set; } = new();

    [Description("Proxy on the way to an https upstream. Default: none; variables such as HTTPS_PROXY are not read.")]
    public UpstreamProxyOptions? Proxy { get; set; }

    [Description("Certificate that the gateway shows to the upstream (mutual TLS).")]
    public ClientCertificateOptions? ClientCertificate { get; set; }

    [Description("true allows http to a host that is neither loopback nor a private address: the credential then travels in clear. Default false.")]
    public bool AllowInsecureHttp { get; set; }
}
