using Sallyport.Gateway.Inspection;

namespace Sallyport.Gateway.Classification;

/// <summary>Says how sensitive a request is as it would leave: what was masked no longer counts, what was only seen does.</summary>
internal static class Classifier
{
    public static Sensitivity Classify(InspectedRequest request)
    {
        var highest = Sensitivity.Public;
        foreach (var (rule, _, _) in request.Findings.Counts)
        {
            if (!rule.Changes && rule.Sensitivity > highest) highest = rule.Sensitivity;
        }

        return highest;
    }
}
