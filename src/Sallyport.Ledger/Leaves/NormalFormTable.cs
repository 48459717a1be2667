using System.Globalization;

namespace Sallyport.Ledger.Leaves;

/// <summary>The facts behind <see cref="NormalForm"/>, read once from <c>nfc.txt</c> (made by <c>training/unicode_nfc.py</c>).</summary>
internal static class NormalFormTable
{
    /// <summary>The bits of a character's traits that are its combining class, 0 to 240.</summary>
    public const int ClassMask = 0xFF;

    /// <summary>Set if the character may combine with the one before it, or is never its own normal form.</summary>
    public const int Uncertain = 0x100;

    private const int PageBits = 8, PageSize = 1 << PageBits, PageCount = 0x110000 >> PageBits;

    private static readonly ushort[]?[] Pages = new ushort[PageCount][];
    private static readonly Dictionary<int, (int First, int Second)> Decompositions = [];
    private static readonly Dictionary<(int First, int Second), int> Compositions = [];

    static NormalFormTable()
    {
        using var stream = typeof(NormalFormTable).Assembly.GetManifestResourceStream("Sallyport.Ledger.Leaves.nfc.txt")
            ?? throw new InvalidOperationException("nfc.txt is missing from the assembly");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            var part = line.Split(' ');
            if (part[0] == "class")
            {
                for (int point = Hex(part[1]), last = Hex(part[2]); point <= last; point++)
                    Traits(point) |= ushort.Parse(part[3], CultureInfo.InvariantCulture);
                continue;
            }

            var pair = (First: Hex(part[2]), Second: part.Length > 3 ? Hex(part[3]) : 0);
            Decompositions.Add(Hex(part[1]), pair);
            if (part[0] == "pair")
            {
                Compositions.Add(pair, Hex(part[1]));
                Traits(pair.Second) |= Uncertain;
            }
            else
            {
                Traits(Hex(part[1])) |= Uncertain;
            }
        }

        for (var vowel = 0x1161; vowel <= 0x1175; vowel++) Traits(vowel) |= Uncertain; // Hangul vowels and tails join what is before them
        for (var tail = 0x11A8; tail <= 0x11C2; tail++) Traits(tail) |= Uncertain;
    }

    public static int TraitsOf(int point) => Pages[point >> PageBits] is { } page ? page[point & (PageSize - 1)] : 0;

    public static int ClassOf(int point) => TraitsOf(point) & ClassMask;

    public static bool TryDecompose(int point, out int first, out int second)
    {
        var known = Decompositions.TryGetValue(point, out var pair);
        (first, second) = pair;
        return known;
    }

    public static bool TryCompose(int first, int second, out int composed) => Compositions.TryGetValue((first, second), out composed);

    private static ref ushort Traits(int point) => ref (Pages[point >> PageBits] ??= new ushort[PageSize])[point & (PageSize - 1)];

    private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
