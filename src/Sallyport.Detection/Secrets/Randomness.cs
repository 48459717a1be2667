namespace Sallyport.Detection.Secrets;

/// <summary>Tells values that a machine or a careful person made from words, names and placeholders.</summary>
internal static class Randomness
{
    private static readonly string[] Placeholders =
        ["your", "example", "placeholder", "changeme", "change_me", "redacted", "xxxx", "****", "....", "dummy", "insert", "replace", "sample", "abcdefghijklmn", "0123456789abcdef"];

    private static readonly string[] StandIns = ["pass", "password", "passwd", "pwd", "pw", "secret", "mypassword", "mypass", "abc", "xxx", "***", "****", "token", "key", "test", "changeme", "string", "null", "none"];

    /// <summary>True if the value is a word that stands where a password would: <c>https://user:password@host</c>.</summary>
    public static bool IsStandIn(ReadOnlySpan<char> value)
    {
        foreach (var word in StandIns)
        {
            if (value.Equals(word, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return value.ContainsAny("<>{}") || value.Trim("x*.").IsEmpty;
    }

    /// <summary>True if the value stands for a secret rather than being one: <c>YOUR_API_KEY_HERE</c>, <c>xxxxxxxx</c>.</summary>
    public static bool IsPlaceholder(ReadOnlySpan<char> value)
    {
        if (Distinct(value) < Math.Min(6, value.Length / 2)) return true;
        foreach (var word in Placeholders)
        {
            if (value.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    /// <summary>True if the value has digits among letters and at least 3 bits of entropy per char.</summary>
    public static bool IsRandom(ReadOnlySpan<char> value)
    {
        int digits = 0, letters = 0, upper = 0;
        foreach (var c in value)
        {
            if (char.IsAsciiDigit(c)) digits++;
            else if (char.IsLetter(c)) letters++;
            if (char.IsAsciiLetterUpper(c)) upper++;
        }

        var mixed = letters > 0 && (digits > 0 || (upper > 2 && upper < letters - 2));
        return mixed && Entropy(value) >= 3.0 && !IsPlaceholder(value);
    }

    /// <summary>Number of the classes lower case, upper case, digit and other that the value uses.</summary>
    public static int Classes(ReadOnlySpan<char> value)
    {
        bool lower = false, upper = false, digit = false, other = false;
        foreach (var c in value)
        {
            if (char.IsLower(c)) lower = true;
            else if (char.IsUpper(c)) upper = true;
            else if (char.IsAsciiDigit(c)) digit = true;
            else other = true;
        }

        return (lower ? 1 : 0) + (upper ? 1 : 0) + (digit ? 1 : 0) + (other ? 1 : 0);
    }

    private static int Distinct(ReadOnlySpan<char> value)
    {
        UInt128 seen = 0;
        foreach (var c in value) seen |= UInt128.One << (c & 127);
        return (int)UInt128.PopCount(seen);
    }

    /// <summary>Shannon entropy in bits per char.</summary>
    private static double Entropy(ReadOnlySpan<char> value)
    {
        Span<short> counts = stackalloc short[128];
        counts.Clear();
        foreach (var c in value) counts[c & 127]++;
        var sum = 0.0;
        foreach (var count in counts)
        {
            if (count == 0) continue;
            var share = (double)count / value.Length;
            sum -= share * Math.Log2(share);
        }

        return sum;
    }
}
