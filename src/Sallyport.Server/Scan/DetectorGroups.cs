using Sallyport.Detection;

namespace Sallyport.Server.Scan;

/// <summary>What <c>--detectors</c> may name: ids, or a group.</summary>
internal static class DetectorGroups
{
    private static readonly string[] Groups = ["all", "identifiers", "secrets"];

    /// <summary>Everything that may be named.</summary>
    public static string Allowed => string.Join(", ", Groups.Concat(DetectorCatalog.All.Select(d => d.Id)));

    /// <summary>The first name that is neither a group nor a detector; null if there is none.</summary>
    public static string? Unknown(string names) => Split(names).FirstOrDefault(n => !Groups.Contains(n) && !DetectorCatalog.TryGet(n, out _));

    /// <summary>The detectors named, in catalogue order.</summary>
    public static IEnumerable<IDetector> Of(string names)
    {
        var wanted = Split(names);
        return DetectorCatalog.All.Where(d => Array.Exists(wanted, n => n == d.Id || n == "all" || (n == "identifiers" && !DetectorCatalog.IsProse(d.Id)) || (n == "secrets" && DetectorCatalog.IsSecret(d.Id))));
    }

    private static string[] Split(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
