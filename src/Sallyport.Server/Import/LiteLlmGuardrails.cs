using System.Text;

namespace Sallyport.Server.Import;

/// <summary>Makes guardrails of ours from LiteLLM's: personal data as Presidio names it, and hidden secrets.</summary>
internal static class LiteLlmGuardrails
{
    private static readonly Dictionary<string, string[]> Entities = new(StringComparer.Ordinal)
    {
        ["CREDIT_CARD"] = ["payment-card"], ["EMAIL_ADDRESS"] = ["email"], ["PHONE_NUMBER"] = ["phone"], ["IBAN_CODE"] = ["iban"], ["IP_ADDRESS"] = ["ip-address"], ["CRYPTO"] = ["crypto-wallet"], ["URL"] = ["url"],
        ["PERSON"] = ["person"], ["LOCATION"] = ["location", "address"], ["NRP"] = ["nationality"], ["DATE_TIME"] = ["date"], ["ORGANIZATION"] = ["organization"], ["MEDICAL_LICENSE"] = ["medical-id"], ["AGE"] = ["age"],
        ["US_SSN"] = ["us-ssn"], ["US_PASSPORT"] = ["passport"], ["US_DRIVER_LICENSE"] = ["driver-license"], ["US_BANK_NUMBER"] = ["bank-account"], ["US_ITIN"] = ["tax-id"],
        ["UK_NHS"] = ["national-id"], ["UK_NINO"] = ["national-id"], ["ES_NIF"] = ["national-id"], ["ES_NIE"] = ["national-id"], ["IT_FISCAL_CODE"] = ["tax-id"], ["IT_DRIVER_LICENSE"] = ["driver-license"], ["IT_VAT_CODE"] = ["tax-id"], ["IT_PASSPORT"] = ["passport"],
        ["IT_IDENTITY_CARD"] = ["national-id"], ["PL_PESEL"] = ["national-id"], ["SG_NRIC_FIN"] = ["national-id"], ["AU_TFN"] = ["tax-id"], ["AU_MEDICARE"] = ["medical-id"], ["AU_ABN"] = ["tax-id"], ["IN_PAN"] = ["tax-id"], ["IN_AADHAAR"] = ["national-id"],
        ["IN_PASSPORT"] = ["passport"], ["FI_PERSONAL_IDENTITY_CODE"] = ["national-id"],
    };

    // What Presidio looks for where the file names no entities, as far as we have it.
    private static readonly string[] Usual = ["CREDIT_CARD", "CRYPTO", "EMAIL_ADDRESS", "IBAN_CODE", "IP_ADDRESS", "PHONE_NUMBER", "MEDICAL_LICENSE", "US_BANK_NUMBER", "US_DRIVER_LICENSE", "US_ITIN", "US_PASSPORT", "US_SSN", "PERSON", "LOCATION"];

    private static readonly string[] Secrets = ["api-key", "private-key", "password"];

    /// <summary>The section <c>guardrails</c>; empty if none of theirs has an equivalent: the built-in guardrail then applies.</summary>
    public static string Convert(LiteLlmNode list, List<string> notes)
    {
        var text = new StringBuilder();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in list.Items())
        {
            var (name, given) = (entry.Take("guardrail_name"), entry.Take("litellm_params"));
            var kind = given.Take("guardrail");
            var modes = given.Take("mode").Items().Select(m => m.Text ?? "").ToArray();
            var entities = given.Take("pii_entities_config");
            var reversible = given.Take("output_parse_pii").IsTrue;
            var byDefault = given.Take("default_on");
            List<(string Detector, string Action)> rules;
            if (kind.Text == "presidio") rules = RulesOf(entities, reversible, notes);
            else if (kind.Text is "hide-secrets" or "hide_secrets") rules = [.. Secrets.Select(s => (s, "redact"))];
            else
            {
                notes.Add($"{kind.Path}: no equivalent; docs/guards.md lists what a guardrail can do here, and moderators ask services elsewhere");
                continue;
            }

            if (!byDefault.IsTrue) notes.Add($"{entry.Path}: it applied only to requests that asked for it, and applies to all of them here");
            if (rules.Count == 0) continue;
            foreach (var mode in modes.Where(m => m is not ("pre_call" or "during_call" or "post_call" or "logging_only"))) notes.Add($"{given.Path}.mode: no equivalent for one of its values");
            var watches = modes.Length > 0 && Array.TrueForAll(modes, m => m == "logging_only");
            var (request, response) = (modes.Length == 0 || watches || modes.Any(m => m is "pre_call" or "during_call"), modes.Contains("post_call"));
            if (!request && !response) continue;
            text.Append("  ").Append(NameOf(name.Text, names)).Append(":\n");
            if (watches) text.Append("    mode: monitor\n");
            if (request) Write("request", rules, text);
            if (response) Write("response", [.. rules.Select(r => (r.Detector, r.Action == "pseudonymize" ? "redact" : r.Action))], text);
            foreach (var path in given.Left().Concat(entry.Left())) notes.Add(path + ": no equivalent");
        }

        if (text.Length == 0) return "";
        notes.Add("guardrails: with these, the built-in guardrail no longer applies; what it masked beside them is not masked (docs/configuration.md#guardrails)");
        return "guardrails:\n" + text;
    }

    private static List<(string Detector, string Action)> RulesOf(LiteLlmNode entities, bool reversible, List<string> notes)
    {
        var mask = reversible ? "pseudonymize" : "redact";
        if (entities.IsMissing) return [.. Usual.SelectMany(e => Entities[e]).Distinct().Select(d => (d, mask))];
        var rules = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (entity, action) in entities.Members())
        {
            if (!Entities.TryGetValue(entity, out var detectors))
            {
                notes.Add($"{action.Path}: no detector of this kind; patterns of your own can look for it");
                continue;
            }

            var word = action.Text == "BLOCK" ? "block" : mask;
            foreach (var detector in detectors)
            {
                if (!rules.TryGetValue(detector, out var known) || known != "block") rules[detector] = word;
            }
        }

        return [.. rules.Select(r => (r.Key, r.Value))];
    }

    private static void Write(string direction, List<(string Detector, string Action)> rules, StringBuilder text)
    {
        text.Append("    ").Append(direction).Append(":\n");
        foreach (var (detector, action) in rules) text.Append("      - { detector: ").Append(detector).Append(", action: ").Append(action).Append(" }\n");
    }

    private static string NameOf(string? theirs, HashSet<string> taken)
    {
        var plain = new string([.. (theirs ?? "imported").ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')]).Trim('-');
        if (plain.Length == 0) plain = "imported";
        plain = plain[..Math.Min(plain.Length, 56)];
        var name = plain;
        for (var i = 2; !taken.Add(name); i++) name = plain + "-" + i.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return name;
    }
}
