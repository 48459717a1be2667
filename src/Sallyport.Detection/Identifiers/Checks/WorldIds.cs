namespace Sallyport.Detection.Identifiers.Checks;

/// <summary>Checks of the numbers that states outside Europe give to people.</summary>
internal static class WorldIds
{
    // Taiwan's letters and the two digits each stands for: A is 10, B 11, and so on in this order.
    private const string TaiwanLetters = "ABCDEFGHJKLMNPQRSTUVXYWZIO";
    private const string CurpChars = "0123456789ABCDEFGHIJKLMN_OPQRSTUVWXYZ";

    public static bool Aadhaar(ReadOnlySpan<char> id) => id[0] is >= '2' && CheckDigits.Verhoeff(id);

    /// <summary>The fourth letter is the kind of holder.</summary>
    public static bool Pan(ReadOnlySpan<char> id) => "ABCFGHJLPT".Contains(id[3]);

    public static bool Nric(ReadOnlySpan<char> id)
    {
        var sum = id.Sum("2765432", 1) + (id[0] is 'T' or 'G' ? 4 : id[0] == 'M' ? 3 : 0);
        return id[0] switch
        {
            'S' or 'T' => "JZIHGFEDCBA"[sum % 11] == id[8],
            'F' or 'G' => "XWUTRQPNMLK"[sum % 11] == id[8],
            'M' => "KLJNPQRTUWX"[10 - (sum % 11)] == id[8],
            _ => false,
        };
    }

    public static bool Medicare(ReadOnlySpan<char> id) => id[0] is >= '2' and <= '6' && id.Sum("13791379") % 10 == id.At(8) && id[9] != '0';

    /// <summary>Birth date and a digit for century and sex; since 2020 nothing else is fixed.</summary>
    public static bool Rrn(ReadOnlySpan<char> id) => id.Ymd() && id[6] is >= '1' and <= '8';

    public static bool Tckn(ReadOnlySpan<char> id)
    {
        if (id[0] == '0') return false;
        int odd = 0, even = 0, sum = 0;
        for (var i = 0; i < 9; i += 2) odd += id.At(i);
        for (var i = 1; i < 9; i += 2) even += id.At(i);
        for (var i = 0; i < 10; i++) sum += id.At(i);
        return ((((7 * odd) - even) % 10) + 10) % 10 == id.At(9) && sum % 10 == id.At(10);
    }

    /// <summary>Birth date, citizenship and Luhn. What could be a time in milliseconds of these years is left to its label.</summary>
    public static bool SouthAfrican(ReadOnlySpan<char> id) => id.Ymd() && id[10] is '0' or '1' or '2' && id[11] is '8' or '9' or '0' && CheckDigits.Luhn(id);

    public static bool Thai(ReadOnlySpan<char> id) => id[0] is >= '1' and <= '8' && (11 - (id.Sum("DCBA98765432") % 11)) % 10 == id.At(12);

    public static bool Sin(ReadOnlySpan<char> id) => id[0] is not ('0' or '8') && CheckDigits.Luhn(id) && !CheckDigits.AllSame(id);

    public static bool Cpf(ReadOnlySpan<char> id) =>
        !CheckDigits.AllSame(id) && id.Sum("A98765432") * 10 % 11 % 10 == id.At(9) && id.Sum("BA98765432") * 10 % 11 % 10 == id.At(10);

    public static bool Curp(ReadOnlySpan<char> id)
    {
        if (!id.Ymd(4) || id[10] is not ('H' or 'M' or 'X')) return false;
        var sum = 0;
        for (var i = 0; i < 17; i++) sum += CurpChars.IndexOf(id[i], StringComparison.Ordinal) * (18 - i);
        return (10 - (sum % 10)) % 10 == id.At(17);
    }

    public static bool Rut(ReadOnlySpan<char> id)
    {
        int sum = 0, weight = 2;
        for (var i = id.Length - 2; i >= 0; i--)
        {
            sum += id.At(i) * weight;
            weight = weight == 7 ? 2 : weight + 1;
        }

        var check = 11 - (sum % 11);
        return id[^1] == (check == 11 ? '0' : check == 10 ? 'K' : (char)('0' + check));
    }

    public static bool Cuit(ReadOnlySpan<char> id)
    {
        var check = 11 - (id.Sum("5432765432") % 11);
        return id.Number(0, 2) is 20 or 23 or 24 or 27 or 30 or 33 or 34 && (check == 11 ? 0 : check) == id.At(10);
    }

    public static bool Hkid(ReadOnlySpan<char> id)
    {
        var sum = id.Length == 8 ? 9 * 36 : 0;
        for (var i = 0; i < id.Length - 1; i++) sum += CheckDigits.ValueOf(id[i]) * (id.Length - i);
        var check = (11 - (sum % 11)) % 11;
        return id[^1] == (check == 10 ? 'A' : (char)('0' + check));
    }

    public static bool MyKad(ReadOnlySpan<char> id) =>
        id.Ymd() && id.Number(6, 2) is (>= 1 and <= 16) or (>= 21 and <= 68) or 71 or 72 or 74 or (>= 75 and <= 79) or (>= 82 and <= 93) or 98 or 99;

    public static bool MyNumber(ReadOnlySpan<char> id)
    {
        var rest = id.Sum("65432765432") % 11;
        return (rest <= 1 ? 0 : 11 - rest) == id.At(11);
    }

    public static bool Chinese(ReadOnlySpan<char> id)
    {
        if (!id.FullYmd(6) || id[0] is < '1' or > '8') return false;
        return "10X98765432"[id.Sum("79A584216379A5842") % 11] == id[17];
    }

    public static bool Taiwanese(ReadOnlySpan<char> id)
    {
        var letter = TaiwanLetters.IndexOf(id[0], StringComparison.Ordinal) + 10;
        return id[1] is '1' or '2' or '8' or '9' && ((letter / 10) + (letter % 10 * 9) + id.Sum("87654321", 1) + id.At(9)) % 10 == 0;
    }

    public static bool Indonesian(ReadOnlySpan<char> id) =>
        id.Number(0, 2) is >= 11 and <= 99 && CheckDigits.IsDate(id.Number(8, 2), id.Number(6, 2) % 40) && !id[12..].SequenceEqual("0000");

    public static bool Pakistani(ReadOnlySpan<char> id) => id[0] is >= '1' and <= '8';

    public static bool SriLankan(ReadOnlySpan<char> id) =>
        id.Length == 10 ? id[9] is 'V' or 'X' && id.Number(2, 3) % 500 is >= 1 and <= 366 : id.Number(0, 4) is >= 1900 and < 2100 && id.Number(4, 3) % 500 is >= 1 and <= 366;

    public static bool Egyptian(ReadOnlySpan<char> id) => id[0] is '2' or '3' && id.Ymd(1) && id.Number(7, 2) is (>= 1 and <= 35) or 88;

    public static bool Israeli(ReadOnlySpan<char> id) => CheckDigits.Luhn(id) && !CheckDigits.AllSame(id);

    public static bool Kazakh(ReadOnlySpan<char> id)
    {
        var check = id.Sum("123456789AB") % 11;
        if (check == 10) check = id.Sum("3456789AB12") % 11;
        return id.Number(2, 2) is >= 1 and <= 12 && check == id.At(11);
    }

    public static bool Emirates(ReadOnlySpan<char> id) => id[..3] is "784" && CheckDigits.Luhn(id);

    public static bool Saudi(ReadOnlySpan<char> id) => id[0] is '1' or '2' && CheckDigits.Luhn(id);

    public static bool Kuwaiti(ReadOnlySpan<char> id) => id[0] is '2' or '3' && id.Ymd(1);

    /// <summary>State code in front, as on plates and licences of India.</summary>
    public static bool IndianState(ReadOnlySpan<char> id) =>
        "AN AP AR AS BH BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK TN TR TS UK UP WB".AsSpan().Contains(id[..2], StringComparison.Ordinal);

    /// <summary>The two digits in front are a licensing office of South Korea.</summary>
    public static bool KoreanLicence(ReadOnlySpan<char> id) => id.Number(0, 2) is >= 11 and <= 28;
}
