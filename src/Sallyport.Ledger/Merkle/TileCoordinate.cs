using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Sallyport.Ledger.Merkle;

/// <summary>Names one tile, or one bundle of entries, of a log as C2SP tlog-tiles lays it out.</summary>
/// <param name="Level">0 for leaf hashes, 1 for hashes of full level-0 tiles, and so on; <see cref="EntriesLevel"/> for a bundle of leaves.</param>
/// <param name="Index">Place within the level, from 0.</param>
/// <param name="Width">Hashes in the tile: 256 if full, 1 to 255 for the right-most tile of a tree.</param>
public readonly record struct TileCoordinate(int Level, long Index, int Width)
{
    /// <summary>Levels of the tree that one tile spans: 8, so 256 hashes.</summary>
    public const int Height = 8;

    /// <summary>Hashes in a full tile.</summary>
    public const int FullWidth = 1 << Height;

    /// <summary>The level that stands for entry bundles, <c>tile/entries/…</c>.</summary>
    public const int EntriesLevel = -1;

    /// <summary>The highest level: eight levels of 256 reach beyond any size a 64-bit number can hold.</summary>
    public const int MaxLevel = 7;

    private const int GroupDigits = 3, GroupValue = 1_000, MaxIndexDigits = 21; // 2^63 has 19 digits: seven groups

    /// <summary>Where the tile lies below the log's address: <c>tile/0/x001/x234/067</c>, with <c>.p/W</c> after it when partial.</summary>
    public string Path
    {
        get
        {
            var path = new StringBuilder("tile/", 48);
            if (Level == EntriesLevel) path.Append("entries");
            else path.Append(CultureInfo.InvariantCulture, $"{Level}");
            AppendGroups(path, Index / GroupValue);
            path.Append(CultureInfo.InvariantCulture, $"/{Index % GroupValue:D3}");
            if (!IsFull) path.Append(CultureInfo.InvariantCulture, $".p/{Width}");
            return path.ToString();
        }
    }

    /// <summary>Whether the tile will never change again.</summary>
    public bool IsFull => Width == FullWidth;

    /// <summary>Index of the first leaf below this tile.</summary>
    public long FirstLeaf => Index << (Height * (Math.Max(Level, 0) + 1));

    /// <summary>A bundle of entries.</summary>
    public static TileCoordinate Entries(long index, int width) => new(EntriesLevel, index, width);

    /// <summary>How many hashes a level holds when the tree has <paramref name="size"/> leaves: one for each full tile below.</summary>
    public static long HashesAt(int level, long size) => level <= 0 ? size : size >> (Height * level);

    /// <summary>The tile at a place as it is in a tree of <paramref name="size"/> leaves; width 0 if the tree has no such tile.</summary>
    public static TileCoordinate In(long size, int level, long index) =>
        new(level, index, (int)Math.Clamp(HashesAt(level, size) - (index << Height), 0, FullWidth));

    /// <summary>Reads what <see cref="Path"/> writes and nothing else: no missing or additional zeros, no width 0 or 256.</summary>
    public static bool TryParse([NotNullWhen(true)] string? path, out TileCoordinate coordinate)
    {
        coordinate = default;
        if (path is null || !path.StartsWith("tile/", StringComparison.Ordinal)) return false;
        var rest = path.AsSpan("tile/".Length);

        var slash = rest.IndexOf('/');
        if (slash < 0) return false;
        var level = EntriesLevel;
        if (rest[..slash] is not "entries" && (!TryParseNumber(rest[..slash], MaxLevel, out level))) return false;
        rest = rest[(slash + 1)..];

        var width = FullWidth;
        if (rest.IndexOf(".p/") is >= 0 and var mark)
        {
            if (!TryParseNumber(rest[(mark + 3)..], FullWidth - 1, out width) || width == 0) return false;
            rest = rest[..mark];
        }

        if (!TryParseIndex(rest, out var index)) return false;
        coordinate = new TileCoordinate(level, index, width);
        return coordinate.Path == path; // the one spelling: refuses leading groups of zeros
    }

    private static void AppendGroups(StringBuilder path, long high)
    {
        if (high == 0) return;
        AppendGroups(path, high / GroupValue);
        path.Append(CultureInfo.InvariantCulture, $"/x{high % GroupValue:D3}");
    }

    private static bool TryParseNumber(ReadOnlySpan<char> text, int most, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most;

    private static bool TryParseIndex(ReadOnlySpan<char> text, out long index)
    {
        index = 0;
        Span<char> digits = stackalloc char[MaxIndexDigits];
        var count = 0;
        foreach (var part in text.Split('/'))
        {
            var group = text[part];
            var isLast = part.End.Value == text.Length;
            if (!isLast)
            {
                if (group is not ['x', ..]) return false;
                group = group[1..];
            }

            if (group.Length != GroupDigits || count + GroupDigits > MaxIndexDigits) return false;
            group.CopyTo(digits[count..]);
            count += GroupDigits;
        }

        return long.TryParse(digits[..count], NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }
}
