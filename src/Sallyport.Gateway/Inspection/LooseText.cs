using Sallyport.Detection;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Inspection;

/// <summary>Looks at short texts outside the body: query values, headers, the name of a model. They cannot be masked, only refused.</summary>
internal static class LooseText
{
    [ThreadStatic]
    private static List<Finding>? _findings;

    /// <summary>True if the policy would change or stop such a text in a body.</summary>
    public static bool Holds(InspectionPolicy policy, string text)
    {
        if (text.Length == 0 || policy.CleanTexts.Holds(text)) return false;
        if (Finds(policy, text)) return true;
        policy.CleanTexts.Add(text);
        return false;
    }

    /// <summary>The same for a text that is a value itself, and must not be remembered.</summary>
    public static bool Finds(InspectionPolicy policy, ReadOnlySpan<char> text)
    {
        var findings = _findings ??= [];
        findings.Clear();
        policy.Detectors.Scan(text, findings);
        foreach (var finding in findings)
        {
            var rule = policy.Rules[finding.Detector];
            if (rule.Changes && finding.Confidence >= rule.MinConfidence) return true;
        }

        return false;
    }
}
