using System.Buffers;

namespace Sallyport.Detection.Secrets;

/// <summary>Tells values that a machine or a careful person made from sequences, fillers and placeholders.</summary>
internal static class Randomness
{
    private static readonly string[] Words =
        ["your", "example", "placeholder", "changeme", "change_me", "change-me", "changethis", "change_this", "change-this", "redacted", "xxxx", "****", "....", "dummy", "insert", "replace", "sample", "fake", "notreal", "_here", "-here", "my_secret", "my-secret", "<", ">"];

    private static readonly SearchValues<string> Fillers = SearchValues.Create(Words, StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<string> Placeholders = SearchValues.Create([.. Words, "abcdefghijklmn", "0123456789abcdef", "1234567890abc"], StringComparison.OrdinalIgnoreCase);

    private static readonly string[] StandIns =
        ["pass", "password", "passwd", "pwd", "pw", "secret", "mypassword", "mypass", "abc", "xxx", "***", "****", "token", "key", "test", "changeme", "string", "null", "none", "passwort", "kennwort", "senha", "contraseña", "motdepasse", "userpass", "p", "x", "y"];

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
    public static bool IsPlaceholder(ReadOnlySpan<char> value) =>
        (value.Length > 3 && Distinct(value) < Math.Min(6, (value.Length + 1) / 3)) || value.ContainsAny(Placeholders);

    /// <summary>True if what stands after a provider's prefix fills the place of a key: one char over and over, or a word that says so. A row of letters may be a key of a test.</summary>
    public static bool IsFiller(ReadOnlySpan<char> value) => (value.Length > 3 && Distinct(value) < Math.Min(6, (value.Length + 1) / 3)) || value.ContainsAny(Fillers);

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

    /// <summary>True if most chars follow the one before them in order, as in a test vector: <c>000102030405</c>, <c>abcdef</c>.</summary>
    public static bool IsSequence(ReadOnlySpan<char> value)
    {
        int steps = 0, pairs = 0;
        for (var i = 1; i < value.Length; i++)
        {
            if (value[i] - value[i - 1] is 1 or 0 or -1) steps++;
            if (i >= 3 && value[i - 1] == value[i - 3] && value[i] - value[i - 2] is 1 or 0 or 17 or -17) pairs++;
        }

        return steps * 10 >= value.Length * 6 || pairs * 10 >= value.Length * 4;
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

    /// <summary>Shannon entropy in bits per char.</summary>
    public static double Entropy(ReadOnlySpan<char> value)
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

    private static int Distinct(ReadOnlySpan<char> value)
    {
        UInt128 seen = 0;
        foreach (var c in value) seen |= UInt128.One << (c & 127);
        return (int)UInt128.PopCount(seen);
    }
}
