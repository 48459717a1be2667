using Sallyport.Detection;

namespace Sallyport.Bench;

/// <summary>The sets of detectors that promises are made for.</summary>
internal static class Sets
{
    public static (string Name, DetectorSet Set)[] All { get; } =
    [
        ("structured and secrets", DetectorSet.Compile(DetectorCatalog.All.Where(d => !DetectorCatalog.IsProse(d.Id)))),
        ("everything", DetectorSet.Compile(DetectorCatalog.All)),
    ];

    public static IEnumerable<string> Ids => DetectorCatalog.All.Select(d => d.Id);

    public static DetectorSet Of(string id) => DetectorSet.Compile(DetectorCatalog.All.Where(d => d.Id == id));
}
