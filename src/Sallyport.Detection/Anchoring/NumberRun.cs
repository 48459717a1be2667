namespace Sallyport.Detection.Anchoring;

/// <summary>A stretch of digits with at most two separators between two of them; starts and ends with a digit.</summary>
/// <remarks>
/// A detector may use it to skip quickly and to walk the digit groups inside, never to decide: in a stream the front of a very long
/// stretch may already be gone. Every decision looks at the text around a group, within the detector's own reach.
/// </remarks>
internal readonly struct NumberRun
{
    private const string Separators = " -./()\u00A0";

    private NumberRun(int start, int end, int digits, int dots)
    {
        Start = start;
        End = end;
        Digits = digits;
        Dots = dots;
    }

    public int Start { get; }

    public int End { get; }

    public int Digits { get; }

    public int Dots { get; }

    public int Length => End - Start;

    /// <summary>Reads the run whose first digit is at <paramref name="start"/>.</summary>
    public static NumberRun Read(ReadOnlySpan<char> text, int start)
    {
        int digits = 1, dots = 0, end = start + 1, gap = 0;
        for (var i = end; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsAsciiDigit(c))
            {
                digits++;
                end = i + 1;
                gap = 0;
            }
            else if (gap < 2 && IsSeparator(c))
            {
                gap++;
                if (c == '.') dots++;
            }
            else
            {
                break;
            }
        }

        return new NumberRun(start, end, digits, dots);
    }

    public static bool IsSeparator(char c) => c <= '/' ? c is ' ' or '-' or '.' or '/' or '(' or ')' : c == '\u00A0';

    /// <summary>Start of the trailing stretch of digits, separators and plus signs, but no further back than <paramref name="most"/> chars.</summary>
    public static int OpenFrom(ReadOnlySpan<char> text, int most)
    {
        var from = text.Length;
        var least = Math.Max(0, text.Length - most);
        var open = text.Length;
        while (from > least)
        {
            var c = text[from - 1];
            if (char.IsAsciiDigit(c) || c is '+' or '(') open = from - 1;
            else if (!Separators.Contains(c)) break;
            from--;
        }

        return open;
    }
}
