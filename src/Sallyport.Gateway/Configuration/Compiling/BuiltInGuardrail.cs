using Sallyport.Gateway.Configuration.Options;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>What happens when the operator has said nothing: secrets and numbers that do lasting harm are redacted, the rest is pseudonymized.</summary>
/// <remarks>Names, places and dates stay: a prompt without them often makes no sense. An operator who wants them out names their detectors.</remarks>
internal static class BuiltInGuardrail
{
    public const string Name = "default";

    private static readonly string[] Grave = ["us-ssn", "payment-card", "iban", "api-key", "private-key", "password"];
    private static readonly string[] Official = ["national-id", "tax-id", "passport", "driver-license", "bank-account", "card-code", "medical-id"];
    private static readonly string[] Personal = ["email", "phone", "ip-address", "internal-host"];
    private static readonly string[] Traceable = ["address", "mac-address", "vehicle-id", "device-id", "crypto-wallet"];

    /// <summary>The guardrails for a file without any. One-shot completions redact all: no conversation follows in which a placeholder would help.</summary>
    public static Dictionary<string, GuardrailOptions> Options() => new()
    {
        [Name] = new GuardrailOptions
        {
            Endpoints = ["chat", "responses", "messages", "generate", "embeddings", "completions", "moderations", "images", "audio", "rerank"],
            Request = [.. Rules(Grave, "redact"), .. Likely(Official, "redact"), .. Rules(Personal, "pseudonymize"), .. Likely(Traceable, "pseudonymize")],
            Response = [.. Rules(Grave, "redact"), .. Rules(Personal, "flag")],
            Injection = new InjectionOptions(),
        },
        [Name + "-complete"] = new GuardrailOptions
        {
            Endpoints = ["complete"],
            Request = [.. Rules(Grave, "redact"), .. Likely(Official, "redact"), .. Rules(Personal, "redact"), .. Likely(Traceable, "redact")],
            Response = [.. Rules(Grave, "redact"), .. Rules(Personal, "flag")],
            Injection = new InjectionOptions(),
        },
    };

    /// <summary>What text holding a finding of a built-in detector is at least.</summary>
    public static Classification.Sensitivity SensitivityOf(string detector) => detector switch
    {
        "email" or "phone" or "address" or "vehicle-id" or "device-id" or "crypto-wallet" or "person" or "age" or "nationality" => Classification.Sensitivity.Confidential,
        "ip-address" or "internal-host" or "mac-address" or "username" or "cloud-account" or "location" or "organization" or "date" => Classification.Sensitivity.Internal,
        "url" or "title" or "bic" => Classification.Sensitivity.Public,
        _ => Classification.Sensitivity.Restricted, // secrets and official numbers; a new detector is grave until somebody says how grave
    };

    // A number without a check or a word beside it may be an order number; masking those would make prompts useless.
    private static IEnumerable<RuleOptions> Likely(string[] detectors, string action) => detectors.Select(d => new RuleOptions { Detector = d, Action = action, MinConfidence = "likely" });

    private static IEnumerable<RuleOptions> Rules(string[] detectors, string action) => detectors.Select(d => new RuleOptions { Detector = d, Action = action });
}
