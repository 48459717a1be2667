using System.Text;

namespace Sallyport.Detection.Identifiers;

/// <summary>Where an identifier has digits, letters and separators.</summary>
/// <remarks>
/// Written as <c>9</c> for a digit, <c>A</c> for a letter, <c>X</c> for either; a space is any separator, but the same one throughout, and
/// <c>. - /</c> stand for themselves; <c>9{6,8}</c> is six to eight digits; <c>|</c> separates alternatives.
/// </remarks>
internal sealed class IdShape
{
    private IdShape(int length, ulong digits, ulong letters, ulong breaks, string separators)
    {
        Length = length;
        Digits = digits;
        Letters = letters;
        Breaks = breaks;
        Separators = separators;
    }

    /// <summary>Chars without separators.</summary>
    public int Length { get; }

    /// <summary>Bit i: the i-th char is a digit.</summary>
    public ulong Digits { get; }

    /// <summary>Bit i: the i-th char is a letter.</summary>
    public ulong Letters { get; }

    /// <summary>Bit i: a separator may stand before the i-th char.</summary>
    public ulong Breaks { get; }

    /// <summary>The separators in order.</summary>
    public string Separators { get; }

    /// <summary>True if the separators are those of the form: its own, or one kind throughout where it names none.</summary>
    public bool IsWritten(ReadOnlySpan<char> separators)
    {
        if (separators.Length != Separators.Length) return false;
        for (var i = 0; i < separators.Length; i++)
        {
            var own = Separators[i];
            if (own == ' ' ? separators[i] != separators[0] || separators[i] == '/' : separators[i] != own) return false;
        }

        return true;
    }

    public static IEnumerable<IdShape> Parse(string shapes) => shapes.Split('|').SelectMany(Expand).Select(ParseOne);

    private static IEnumerable<string> Expand(string shape)
    {
        var open = shape.IndexOf('{', StringComparison.Ordinal);
        if (open < 0) return [shape];
        var close = shape.IndexOf('}', StringComparison.Ordinal);
        var range = shape[(open + 1)..close].Split(',');
        int least = int.Parse(range[0]), most = int.Parse(range[^1]);
        return Enumerable.Range(least, most - least + 1).SelectMany(n => Expand(shape[..(open - 1)] + new string(shape[open - 1], n) + shape[(close + 1)..]));
    }

    private static IdShape ParseOne(string shape)
    {
        int length = 0;
        ulong digits = 0, letters = 0, breaks = 0;
        var separators = new StringBuilder();
        foreach (var c in shape)
        {
            switch (c)
            {
                case '9':
                    digits |= 1UL << length++;
                    break;
                case 'A':
                    letters |= 1UL << length++;
                    break;
                case 'X':
                    length++;
                    break;
                default:
                    breaks |= 1UL << length;
                    separators.Append(c);
                    break;
            }
        }

        return new IdShape(length, digits, letters, breaks, separators.ToString());
    }
}
