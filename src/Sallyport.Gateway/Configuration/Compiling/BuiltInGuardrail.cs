using Sallyport.Gateway.Configuration.Options;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>What happens when the operator has said nothing: secrets and numbers that do lasting harm are redacted, the rest is pseudonymized.</summary>
internal static class BuiltInGuardrail
{
    public const string Name = "default";

    private static readonly string[] Grave = ["us-ssn", "payment-card", "iban", "api-key", "private-key", "password"];
    private static readonly string[] Personal = ["email", "phone", "ip-address", "internal-host"];

    /// <summary>The guardrails for a file without any. One-shot completions redact all: no conversation follows in which a placeholder would help.</summary>
    public static Dictionary<string, GuardrailOptions> Options() => new()
    {
        [Name] = new GuardrailOptions
        {
            Endpoints = ["chat", "responses", "messages", "generate", "embeddings"],
            Request = [.. Rules(Grave, "redact"), .. Rules(Personal, "pseudonymize")],
            Response = [.. Rules(Grave, "redact"), .. Rules(Personal, "flag")],
            Injection = new InjectionOptions(),
        },
        [Name + "-complete"] = new GuardrailOptions
        {
            Endpoints = ["complete"],
            Request = [.. Rules(Grave, "redact"), .. Rules(Personal, "redact")],
            Response = [.. Rules(Grave, "redact"), .. Rules(Personal, "flag")],
            Injection = new InjectionOptions(),
        },
    };

    /// <summary>What text holding a finding of a built-in detector is at least.</summary>
    public static Classification.Sensitivity SensitivityOf(string detector) => detector switch
    {
        "us-ssn" or "payment-card" or "iban" or "private-key" or "api-key" or "password" => Classification.Sensitivity.Restricted,
        "email" or "phone" => Classification.Sensitivity.Confidential,
        "ip-address" or "internal-host" => Classification.Sensitivity.Internal,
        _ => Classification.Sensitivity.Restricted, // a new detector is grave until somebody says how grave
    };

    private static IEnumerable<RuleOptions> Rules(string[] detectors, string action) => detectors.Select(d => new RuleOptions { Detector = d, Action = action });
}
