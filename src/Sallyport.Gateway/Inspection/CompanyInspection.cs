using Sallyport.Detection.ContentClasses;
using Sallyport.Detection.Fingerprints;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Inspection;

/// <summary>Judges a request as a whole: what kinds of content it holds, and how much of registered documents its key has sent by now.</summary>
internal sealed class CompanyInspection(ExposureLedger exposures)
{
    /// <summary>Segments shorter than this are no document.</summary>
    private const int LeastChars = 40;

    /// <summary>Adds the classes of a request's text to its findings.</summary>
    /// <param name="request">Inspected, so that its decoded text is at hand.</param>
    /// <returns>A rejection if a class of content may not be sent.</returns>
    public static Rejection? Classify(CompanySnapshot company, InspectedRequest request)
    {
        if (company.Classes.Count == 0 || request.Body.Segments.Count == 0) return null;
        var scan = request.Body.Scan;
        Span<float> scores = stackalloc float[ContentClassifier.Ids.Count];
        for (var i = 0; i < request.Body.Segments.Count; i++)
        {
            if (scan.TextOf(i) is { Length: >= LeastChars } text) ContentClassifier.Shipped.Score(text, scores);
        }

        Rejection? refused = null;
        foreach (var rule in company.Classes)
        {
            if (scores[rule.Class] < rule.MinScore) continue;
            request.Findings.Add(rule.Rule, "request");
            if (rule.Rule.Action == GuardrailAction.Block) refused ??= Rejection.GuardrailBlocked(rule.Rule.Guardrail, rule.Rule.Detector);
        }

        return refused;
    }

    /// <summary>Takes note of what of registered documents is about to leave, and adds a finding for each document that crosses its share. What a rule masks does not leave.</summary>
    public void Expose(CompanySnapshot company, InspectedRequest request, string keyId)
    {
        if (request.Body.Segments.Count == 0) return;
        foreach (var rule in company.Exposures) Expose(rule, request, request.Body.Scan, keyId);
    }

    private void Expose(ExposureRule rule, InspectedRequest request, TextScan scan, string keyId)
    {
        List<FingerprintEntry> entries = [];
        var from = 0;
        foreach (ref readonly var hit in scan.Hits)
        {
            if (hit.Start > from) FingerprintComparison.Collect(rule.Index, scan.Text[from..hit.Start], entries);
            from = Math.Max(from, hit.Start + hit.Length);
        }

        FingerprintComparison.Collect(rule.Index, scan.Text[from..], entries);
        if (entries.Count == 0) return;
        for (var crossed = exposures.Record(keyId, rule, entries); crossed > 0; crossed--) request.Findings.Add(rule.Rule, "request");
    }
}
