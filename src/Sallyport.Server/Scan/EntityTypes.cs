using Sallyport.Detection;

namespace Sallyport.Server.Scan;

/// <summary>Names of entity types in the output of <c>scan --jsonl</c>: those that bench/accuracy/score_pii.py knows.</summary>
internal static class EntityTypes
{
    /// <summary>The type of what a detector finds: its label, except where scorers use another word.</summary>
    public static string Of(IDetector detector) => DetectorCatalog.IsSecret(detector.Id) ? "SECRET" : detector.Label switch
    {
        "CARD" => "CREDIT_CARD",
        "HOST" => "HOSTNAME",
        "IP" => "IP_ADDRESS",
        "SSN" => "US_SSN",
        "DATE" => "DATE_TIME",
        var label => label,
    };
}
