using System.Globalization;
using Sallyport.Ledger.Merkle;

namespace Sallyport.Ledger.Archives;

/// <summary>Where things lie in an archive, and which widths of a tile or bundle are there.</summary>
internal static class ArchiveLayout
{
    public const string Checkpoint = "checkpoint", Checkpoints = "checkpoints", Entries = "tile/entries";

    public static string PathOf(string folder, TileCoordinate tile) => Path.Combine(folder, tile.Path);

    /// <summary>Twenty digits, so that names sort as sizes do.</summary>
    public static string PathOf(string folder, long size) => Path.Combine(folder, Checkpoints, size.ToString("D20", CultureInfo.InvariantCulture));

    /// <summary>Widths stored at a place, the widest first.</summary>
    public static List<int> WidthsAt(string folder, int level, long index)
    {
        var full = PathOf(folder, new TileCoordinate(level, index, TileCoordinate.FullWidth));
        var widths = new List<int>();
        if (File.Exists(full)) widths.Add(TileCoordinate.FullWidth);
        if (!Directory.Exists(full + ".p")) return widths;
        var partial = Directory.EnumerateFiles(full + ".p").Select(Path.GetFileName)
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var width) ? width : 0).Where(w => w is > 0 and < TileCoordinate.FullWidth);
        widths.AddRange(partial.OrderDescending());
        return widths;
    }

    /// <summary>Leaves in the archive: up to the end of the last bundle. Reads only names.</summary>
    public static long SizeOf(string folder)
    {
        var entries = Path.Combine(folder, Entries);
        if (!Directory.Exists(entries)) return 0;
        var size = 0L;
        foreach (var file in Directory.EnumerateFiles(entries, "*", SearchOption.AllDirectories))
        {
            if (!TileCoordinate.TryParse(Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'), out var bundle)) continue;
            size = Math.Max(size, (bundle.Index * TileCoordinate.FullWidth) + bundle.Width);
        }

        return size;
    }
}
