using System.Globalization;
using System.Text;

namespace Sallyport.Detection.Normalization;

/// <summary>How each character is read, from <c>fold.txt</c> (made by <c>training/unicode_fold.py</c>). Needs no ICU, so it works in every build.</summary>
internal static class FoldTable
{
    private const int PageSize = 256;

    // A page holds for each char 0 (read as it is), 1 (not read) or 2 + the index of what it is read as.
    private static readonly ushort[]?[] Pages = new ushort[PageSize][];
    private static readonly byte[]?[] LookAlikePages = new byte[PageSize][];
    private static readonly Dictionary<int, string> Supplementary = [];
    private static readonly string[] Readings;

    static FoldTable()
    {
        var readings = new List<string>();
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var lookAlikes = false;
        foreach (var line in EmbeddedFile.ReadLines("Sallyport.Detection.Normalization.fold.txt"))
        {
            if (line.StartsWith('['))
            {
                lookAlikes = true;
                continue;
            }

            var tab = line.IndexOf('\t', StringComparison.Ordinal);
            var point = int.Parse(line.AsSpan(0, tab), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var reading = line[(tab + 1)..] is "\\n" ? "\n" : line[(tab + 1)..];
            if (lookAlikes) (LookAlikePages[point >> 8] ??= new byte[PageSize])[point & 255] = (byte)reading[0];
            else if (point > 0xFFFF) Supplementary[point] = reading;
            else (Pages[point >> 8] ??= new ushort[PageSize])[point & 255] = reading.Length == 0 ? (ushort)1 : (ushort)(2 + IndexOf(reading));
        }

        Readings = [.. readings];

        int IndexOf(string reading)
        {
            if (index.TryGetValue(reading, out var known)) return known;
            readings.Add(reading);
            return index[reading] = readings.Count - 1;
        }
    }

    /// <summary>What <paramref name="c"/> is read as, or null if as itself.</summary>
    public static string? Read(char c)
    {
        var code = Pages[c >> 8] is { } page ? page[c & 255] : 0;
        return code == 0 ? null : code == 1 ? "" : Readings[code - 2];
    }

    /// <summary>The same for a character beyond the first plane.</summary>
    public static string? Read(int point) => Supplementary.GetValueOrDefault(point);

    /// <summary>The Latin letter that <paramref name="c"/> looks like, or 0.</summary>
    public static byte LookAlike(char c) => LookAlikePages[c >> 8] is { } page ? page[c & 255] : (byte)0;

    /// <summary>Folds a short text; for word lists read at the start.</summary>
    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c < 0x80) folded.Append(char.ToLowerInvariant(c));
            else if (Read(c) is { } reading) folded.Append(reading);
            else folded.Append(c);
        }

        return folded.ToString();
    }
}
