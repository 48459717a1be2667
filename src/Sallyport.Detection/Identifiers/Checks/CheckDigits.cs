namespace Sallyport.Detection.Identifiers.Checks;

/// <summary>The check digit schemes that many authorities share.</summary>
internal static class CheckDigits
{
    // Verhoeff: products in the dihedral group of order ten, and the permutation of each position.
    private const string Products = "0123456789123406789523401789563401289567401239567859876043216598710432765982104387659321049876543210";
    private const string Permutations = "01234567891576283094580379614289160437259453126870428657390127938064157046913258";

    /// <summary>Value of the i-th char, a digit.</summary>
    public static int At(this ReadOnlySpan<char> id, int i) => id[i] - '0';

    /// <summary>The number that some digits are.</summary>
    public static int Number(this ReadOnlySpan<char> id, int from, int length)
    {
        var number = 0;
        for (var i = from; i < from + length; i++) number = (number * 10) + id.At(i);
        return number;
    }

    /// <summary>Sum of the first digits, each times its weight; <c>A</c> in the weights is ten, <c>B</c> eleven and so on.</summary>
    public static int Sum(this ReadOnlySpan<char> id, string weights, int from = 0)
    {
        var sum = 0;
        for (var i = 0; i < weights.Length; i++) sum += id.At(from + i) * ValueOf(weights[i]);
        return sum;
    }

    /// <summary>0 to 9 for a digit, 10 to 35 for a letter.</summary>
    public static int ValueOf(char c) => char.IsAsciiDigit(c) ? c - '0' : c - 'A' + 10;

    public static bool Luhn(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits.At(digits.Length - 1 - i);
            if (i % 2 == 1) digit = digit > 4 ? (2 * digit) - 9 : 2 * digit;
            sum += digit;
        }

        return sum % 10 == 0;
    }

    public static bool Verhoeff(ReadOnlySpan<char> digits)
    {
        var check = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = Permutations[(i % 8 * 10) + digits.At(digits.Length - 1 - i)] - '0';
            check = Products[(check * 10) + digit] - '0';
        }

        return check == 0;
    }

    /// <summary>ISO 7064, mod 11,10.</summary>
    public static bool Mod1110(ReadOnlySpan<char> digits)
    {
        var product = 10;
        for (var i = 0; i < digits.Length - 1; i++)
        {
            var sum = (product + digits.At(i)) % 10;
            product = 2 * (sum == 0 ? 10 : sum) % 11;
        }

        return (11 - product) % 10 == digits.At(digits.Length - 1);
    }

    /// <summary>Rest of a long number.</summary>
    public static int Rest(ReadOnlySpan<char> digits, int divisor)
    {
        var rest = 0L;
        foreach (var c in digits) rest = ((rest * 10) + c - '0') % divisor;
        return (int)rest;
    }

    /// <summary>EAN: weights one and three, last digit the check.</summary>
    public static bool Ean(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++) sum += digits.At(digits.Length - 1 - i) * (i % 2 == 0 ? 1 : 3);
        return sum % 10 == 0;
    }

    /// <summary>Travel document check: weights 7, 3, 1, letters from ten.</summary>
    public static bool Icao(ReadOnlySpan<char> id)
    {
        var sum = 0;
        for (var i = 0; i < id.Length - 1; i++) sum += ValueOf(id[i]) * (i % 3 == 0 ? 7 : i % 3 == 1 ? 3 : 1);
        return char.IsAsciiDigit(id[^1]) && sum % 10 == id.At(id.Length - 1);
    }

    public static bool AllSame(ReadOnlySpan<char> id) => id.IndexOfAnyExcept(id[0]) < 0;

    public static bool IsDate(int month, int day) => month is >= 1 and <= 12 && day >= 1 && day <= (month == 2 ? 29 : month is 4 or 6 or 9 or 11 ? 30 : 31);

    /// <summary>Two digits each of year, month and day.</summary>
    public static bool Ymd(this ReadOnlySpan<char> id, int from = 0) => IsDate(id.Number(from + 2, 2), id.Number(from + 4, 2));

    /// <summary>Two digits each of day, month and year.</summary>
    public static bool Dmy(this ReadOnlySpan<char> id, int from = 0) => IsDate(id.Number(from + 2, 2), id.Number(from, 2));

    /// <summary>Four digits of a year since 1850, then month and day.</summary>
    public static bool FullYmd(this ReadOnlySpan<char> id, int from = 0) => id.Number(from, 4) is >= 1850 and < 2100 && IsDate(id.Number(from + 4, 2), id.Number(from + 6, 2));
}
