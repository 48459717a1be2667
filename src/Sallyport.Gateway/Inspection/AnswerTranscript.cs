using System.Text;
using Sallyport.Detection;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Inspection;

/// <summary>The model's words of one answer, for those who judge it whole. What does not fit is told by <see cref="StringBuilder.Length"/> beyond the bound.</summary>
internal sealed class AnswerTranscript
{
    private const int MostChars = 100_001; // one more than anybody judges: too long is then seen to be too long

    private readonly StringBuilder _text = new();

    public bool IsEmpty => _text.Length == 0;

    /// <summary>Adds words.</summary>
    public void Append(ReadOnlySpan<char> text) => _text.Append(text[..Math.Min(text.Length, MostChars - _text.Length)]);

    /// <summary>The words, masked by one policy after the other: they leave for somebody who is not the client, so nothing is spared.</summary>
    public string Masked(params ReadOnlySpan<InspectionPolicy> policies)
    {
        var text = _text.ToString();
        foreach (var policy in policies)
        {
            if (policy.Rules.Count > 0) text = Mask(text, policy);
        }

        return text;
    }

    private static string Mask(string text, InspectionPolicy policy)
    {
        var findings = new List<Finding>();
        policy.Detectors.Scan(text, findings);
        FindingMerge.Merge(findings);
        var masked = new StringBuilder(text.Length);
        var at = 0;
        foreach (var finding in findings)
        {
            masked.Append(text, at, finding.Start - at).Append(policy.Rules[finding.Detector].Redaction);
            at = finding.End;
        }

        return masked.Append(text, at, text.Length - at).ToString();
    }
}
