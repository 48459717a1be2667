namespace Sallyport.Detection.Identifiers.Checks;

/// <summary>Checks of bank, medical, vehicle and device numbers.</summary>
internal static class AccountChecks
{
    private static readonly System.Buffers.SearchValues<char> NoMbiLetters = System.Buffers.SearchValues.Create("SLOIBZ"), Hex = System.Buffers.SearchValues.Create("0123456789ABCDEF");

    public static bool Routing(ReadOnlySpan<char> id) =>
        id.Number(0, 2) is (>= 1 and <= 12) or (>= 21 and <= 32) or (>= 61 and <= 72) or 80 && id.Sum("371371371") % 10 == 0;

    public static bool Clabe(ReadOnlySpan<char> id)
    {
        var sum = 0;
        for (var i = 0; i < 17; i++) sum += id.At(i) * ("371"[i % 3] - '0') % 10;
        return (10 - (sum % 10)) % 10 == id.At(17);
    }

    public static bool Cbu(ReadOnlySpan<char> id) =>
        (10 - (id.Sum("7139713") % 10)) % 10 == id.At(7) && (10 - (id.Sum("3971397139713", 8) % 10)) % 10 == id.At(21) && !CheckDigits.AllSame(id);

    public static bool Ifsc(ReadOnlySpan<char> id) => id[4] == '0';

    public static bool Npi(ReadOnlySpan<char> id)
    {
        if (id[0] is not ('1' or '2')) return false;
        Span<char> whole = stackalloc char[15];
        "80840".CopyTo(whole);
        id.CopyTo(whole[5..]);
        return CheckDigits.Luhn(whole);
    }

    public static bool Dea(ReadOnlySpan<char> id) =>
        "ABCDEFGHJKLMPRSTUX".Contains(id[0]) && (id.At(2) + id.At(4) + id.At(6) + (2 * (id.At(3) + id.At(5) + id.At(7)))) % 10 == id.At(8);

    /// <summary>The letters S, L, O, I, B and Z are never used.</summary>
    public static bool Mbi(ReadOnlySpan<char> id) => id[0] != '0' && id.IndexOfAny(NoMbiLetters) < 0;

    public static bool Kvnr(ReadOnlySpan<char> id)
    {
        var letter = id[0] - 'A' + 1;
        var sum = (letter / 10) + Twice(letter % 10);
        for (var i = 1; i < 9; i++) sum += i % 2 == 1 ? id.At(i) : Twice(id.At(i));
        return sum % 10 == id.At(9);
    }

    public static bool Lanr(ReadOnlySpan<char> id) => (10 - (id.Sum("494949") % 10)) % 10 == id.At(6);

    /// <summary>Health numbers of New Zealand: old ones end in a digit, new ones in a letter.</summary>
    public static bool Nhi(ReadOnlySpan<char> id) => id.IndexOfAny("IO") < 0;

    public static bool Icd(ReadOnlySpan<char> id) => id[0] is not 'U' || id[1] == '0';

    public static bool Vin(ReadOnlySpan<char> id)
    {
        if (!IsVin(id)) return false;
        ReadOnlySpan<int> weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        var sum = 0;
        for (var i = 0; i < 17; i++) sum += VinValue(id[i]) * weights[i];
        return id[8] == (sum % 11 == 10 ? 'X' : (char)('0' + (sum % 11)));
    }

    /// <summary>The form alone: makers outside North America need no check digit.</summary>
    public static bool IsVin(ReadOnlySpan<char> id) =>
        id.IndexOfAny("IOQ") < 0 && id[13..].IndexOfAnyExceptInRange('0', '9') < 0 && id[..11].IndexOfAnyInRange('A', 'Z') >= 0;

    public static bool Imei(ReadOnlySpan<char> id) => CheckDigits.Luhn(id[..15]) && !CheckDigits.AllSame(id);

    public static bool Iccid(ReadOnlySpan<char> id) => id[..2] is "89";

    public static bool BritishPlate(ReadOnlySpan<char> id) =>
        id[0] is not ('I' or 'J' or 'Q' or 'T' or 'Z') && id[1] is not ('I' or 'Q' or 'Z') && id.Number(2, 2) is (>= 2 and <= 29) or (>= 51 and <= 79) && id[4..].IndexOfAny("IQ") < 0;

    public static bool TurkishPlate(ReadOnlySpan<char> id) => id.Number(0, 2) is >= 1 and <= 81;

    public static bool IsHex(ReadOnlySpan<char> id) => id.IndexOfAnyExcept(Hex) < 0;

    private static int Twice(int digit) => digit > 4 ? (2 * digit) - 9 : 2 * digit;

    private static int VinValue(char c) => c switch
    {
        <= '9' => c - '0',
        <= 'H' => c - 'A' + 1,
        <= 'N' => c - 'J' + 1,
        'P' => 7,
        'R' => 9,
        _ => c - 'S' + 2,
    };
}
