namespace Sallyport.Detection.Identifiers.Checks;

/// <summary>Checks of the numbers that tax offices and company registers give.</summary>
internal static class TaxIds
{
    public static bool Itin(ReadOnlySpan<char> id) => id[0] == '9' && id.Number(3, 2) is (>= 50 and <= 65) or (>= 70 and <= 88) or (>= 90 and <= 92) or (>= 94 and <= 99);

    public static bool Ein(ReadOnlySpan<char> id) =>
        id.Number(0, 2) is not (0 or 7 or 8 or 9 or 17 or 18 or 19 or 28 or 29 or 49 or 69 or 70 or 78 or 79 or 89 or 96 or 97);

    public static bool GermanTaxId(ReadOnlySpan<char> id)
    {
        if (id[0] == '0') return false;
        Span<int> times = stackalloc int[10];
        for (var i = 0; i < 10; i++) times[id.At(i)]++;
        int absent = 0, most = 0;
        foreach (var count in times)
        {
            if (count == 0) absent++;
            most = Math.Max(most, count);
        }

        // One digit twice or thrice, all others once at most; every digit once is what people make up as an example.
        return most <= 3 && absent <= 2 && CheckDigits.Mod1110(id);
    }

    public static bool Tfn(ReadOnlySpan<char> id) =>
        id.Length == 9 ? id.Sum("14375869A") % 11 == 0 : id.Sum("A7846351") % 11 == 0;

    public static bool Abn(ReadOnlySpan<char> id)
    {
        var sum = (id.At(0) - 1) * 10;
        for (var i = 1; i < 11; i++) sum += id.At(i) * ((2 * i) - 1);
        return id[0] != '0' && sum % 89 == 0;
    }

    public static bool Acn(ReadOnlySpan<char> id) => (10 - (id.Sum("87654321") % 10)) % 10 == id.At(8) && !CheckDigits.AllSame(id);

    /// <summary>State code, a PAN, entity number, the letter Z. The check char is left out: few examples have a right one.</summary>
    public static bool Gstin(ReadOnlySpan<char> id) => id.Number(0, 2) is (>= 1 and <= 38) or 97 or 99 && (id[13] == 'Z' || id[12] == 'Z');

    public static bool KoreanBusiness(ReadOnlySpan<char> id)
    {
        var sum = id.Sum("137137135") + (id.At(8) * 5 / 10);
        return (10 - (sum % 10)) % 10 == id.At(9);
    }

    public static bool Nip(ReadOnlySpan<char> id) => id.Sum("657234567") % 11 == id.At(9) && id[0] != '0';

    public static bool Regon(ReadOnlySpan<char> id) =>
        id.Sum("89234567") % 11 % 10 == id.At(8) && (id.Length == 9 || id.Sum("2485097361248") % 11 % 10 == id.At(13)) && !CheckDigits.AllSame(id);

    public static bool PartitaIva(ReadOnlySpan<char> id) => CheckDigits.Luhn(id) && !CheckDigits.AllSame(id);

    public static bool Cif(ReadOnlySpan<char> id)
    {
        if (!"ABCDEFGHJNPQRSUVW".Contains(id[0])) return false;
        var sum = 0;
        for (var i = 1; i < 8; i++)
        {
            var digit = id.At(i);
            sum += i % 2 == 0 ? digit : digit > 4 ? (2 * digit) - 9 : 2 * digit;
        }

        var check = (10 - (sum % 10)) % 10;
        return id[8] == (char)('0' + check) || id[8] == "JABCDEFGHI"[check];
    }

    public static bool Siren(ReadOnlySpan<char> id) => CheckDigits.Luhn(id[..9]) && CheckDigits.Luhn(id) && !CheckDigits.AllSame(id);

    public static bool PortugueseNif(ReadOnlySpan<char> id)
    {
        var check = 11 - (id.Sum("98765432") % 11);
        return id[0] is not ('0' or '4') && (check > 9 ? 0 : check) == id.At(8);
    }

    public static bool Cnpj(ReadOnlySpan<char> id)
    {
        if (CheckDigits.AllSame(id)) return false;
        int first = id.Sum("543298765432") % 11, second = id.Sum("6543298765432") % 11;
        return (first < 2 ? 0 : 11 - first) == id.At(12) && (second < 2 ? 0 : 11 - second) == id.At(13);
    }

    public static bool Rfc(ReadOnlySpan<char> id) => id.Ymd(id.Length - 9) && char.IsAsciiLetterOrDigit(id[^1]);

    public static bool Afm(ReadOnlySpan<char> id)
    {
        var sum = 0;
        for (var i = 0; i < 8; i++) sum += id.At(i) << (8 - i);
        return sum % 11 % 10 == id.At(8) && !CheckDigits.AllSame(id);
    }

    public static bool OrgNumber(ReadOnlySpan<char> id) => id[2] >= '2' && CheckDigits.Luhn(id);

    public static bool NorwegianOrg(ReadOnlySpan<char> id) => id[0] is '8' or '9' && id.Sum("32765432") % 11 is var rest && (rest == 0 ? 0 : 11 - rest) == id.At(8);

    public static bool Cvr(ReadOnlySpan<char> id) => id[0] != '0' && id.Sum("27654321") % 11 == 0;

    public static bool FinnishBusiness(ReadOnlySpan<char> id) => id.Sum("79A5842") % 11 is var rest && (rest == 0 ? 0 : 11 - rest) == id.At(7);

    public static bool SwissUid(ReadOnlySpan<char> id) => id[..3] is "CHE" && id.Sum("54327654", 3) % 11 is var rest && (rest == 0 ? 0 : 11 - rest) == id.At(11);

    public static bool Vkn(ReadOnlySpan<char> id)
    {
        var sum = 0;
        for (var i = 0; i < 9; i++)
        {
            var digit = (id.At(i) + 9 - i) % 10;
            var power = digit * (1 << (9 - i)) % 9;
            sum += digit != 0 && power == 0 ? 9 : power;
        }

        return (10 - (sum % 10)) % 10 == id.At(9);
    }

    public static bool Ird(ReadOnlySpan<char> id)
    {
        var from = id.Length == 8 ? 1 : 0;
        var check = 11 - (id.Sum(from == 1 ? "2765432" : "32765432") % 11);
        if (check == 10) check = 11 - (id.Sum(from == 1 ? "4325276" : "74325276") % 11);
        return (check == 11 ? 0 : check) == id.At(id.Length - 1);
    }

    public static bool HungarianTax(ReadOnlySpan<char> id) => id[0] == '8' && id.Sum("123456789") % 11 == id.At(9);

    public static bool Inn(ReadOnlySpan<char> id) => id.Length == 10
        ? id.Sum("24A359468") % 11 % 10 == id.At(9)
        : id.Sum("724A359468") % 11 % 10 == id.At(10) && id.Sum("3724A359468") % 11 % 10 == id.At(11);

    public static bool UkrainianTax(ReadOnlySpan<char> id) => (id.Sum("057946A57") - id.At(0) + 11) % 11 % 10 == id.At(9);

    public static bool Nit(ReadOnlySpan<char> id)
    {
        ReadOnlySpan<int> weights = [3, 7, 13, 17, 19, 23, 29, 37, 41];
        var sum = 0;
        for (var i = 0; i < 9; i++) sum += id.At(8 - i) * weights[i];
        var rest = sum % 11;
        return (rest < 2 ? rest : 11 - rest) == id.At(9);
    }

    public static bool Ruc(ReadOnlySpan<char> id) =>
        id.Number(0, 2) is 10 or 15 or 16 or 17 or 20 && (11 - (id.Sum("5432765432") % 11)) % 10 == id.At(10);

    /// <summary>Value added tax numbers of the Union, Britain, Switzerland and Norway: country, length and, where it is simple, the check.</summary>
    public static bool Vat(ReadOnlySpan<char> id)
    {
        var rest = id[2..];
        var digits = rest.IndexOfAnyExceptInRange('0', '9') < 0;
        return id[..2] switch
        {
            "DE" => rest.Length == 9 && digits && rest[0] != '0' && CheckDigits.Mod1110(rest),
            "AT" => rest.Length == 9 && rest[0] == 'U' && IsDigits(rest[1..]) && AustrianVat(rest[1..]),
            "BE" => rest.Length == 10 && digits && rest[0] is '0' or '1' && 97 - (rest.Number(0, 8) % 97) == rest.Number(8, 2),
            "DK" => rest.Length == 8 && digits && Cvr(rest),
            "FI" => rest.Length == 8 && digits && FinnishBusiness(rest),
            "IT" => rest.Length == 11 && digits && PartitaIva(rest),
            "LU" => rest.Length == 8 && digits && rest.Number(0, 6) % 89 == rest.Number(6, 2),
            "PL" => rest.Length == 10 && digits && Nip(rest),
            "PT" => rest.Length == 9 && digits && PortugueseNif(rest),
            "EL" or "GR" => rest.Length == 9 && digits && Afm(rest),
            "HR" => rest.Length == 11 && digits && CheckDigits.Mod1110(rest),
            "NL" => rest.Length == 12 && rest[9] == 'B' && IsDigits(rest[..9]) && IsDigits(rest[10..]),
            "FR" => rest.Length == 11 && IsDigits(rest[2..]) && CheckDigits.Luhn(rest[2..]),
            "ES" => rest.Length == 9 && IsDigits(rest[1..8]) && ((char.IsAsciiLetter(rest[0]) && (Cif(rest) || (rest[0] is >= 'X' && EuropeanIds.Nie(rest)))) || (char.IsAsciiDigit(rest[0]) && char.IsAsciiLetter(rest[8]) && EuropeanIds.Dni(rest))),
            "SE" => rest.Length == 12 && digits && rest[10..] is "01" && CheckDigits.Luhn(rest[..10]),
            "IE" => rest.Length is 8 or 9 && IsDigits(rest[..7]) && char.IsAsciiLetter(rest[7]) && EuropeanIds.Pps(rest),
            "SI" => rest.Length == 8 && digits && SlovenianVat(rest),
            "SK" => rest.Length == 10 && digits && CheckDigits.Rest(rest, 11) == 0,
            "HU" => rest.Length == 8 && digits && (10 - (rest.Sum("9731973") % 10)) % 10 == rest.At(7),
            _ => false,
        };
    }

    /// <summary>The others, whose length is all that is checked; they need a label.</summary>
    public static bool VatByLength(ReadOnlySpan<char> id)
    {
        var rest = id[2..];
        var digits = IsDigits(rest);
        return Vat(id) || id[..2] switch
        {
            "GB" or "XI" => digits && rest.Length is 9 or 12,
            "BG" => digits && rest.Length is 9 or 10,
            "CY" => rest.Length == 9 && IsDigits(rest[..8]),
            "CZ" => digits && rest.Length is >= 8 and <= 10,
            "EE" or "DE" or "EL" or "PT" => digits && rest.Length == 9,
            "LT" => digits && rest.Length is 9 or 12,
            "LV" => digits && rest.Length == 11,
            "MT" => digits && rest.Length == 8,
            "RO" => digits && rest.Length is >= 2 and <= 10,
            "NO" => rest.Length is 9 or 12 && IsDigits(rest[..9]),
            "CH" => rest.Length >= 10 && rest[0] == 'E',
            "FR" or "IT" or "HR" => rest.Length == 11,
            "ES" => rest.Length == 9,
            "NL" or "SE" => rest.Length == 12,
            "BE" or "PL" or "SK" => digits && rest.Length == 10,
            "DK" or "FI" or "LU" or "HU" or "SI" => digits && rest.Length == 8,
            "AT" => rest.Length == 9 && rest[0] == 'U',
            _ => false,
        };
    }

    private static bool IsDigits(ReadOnlySpan<char> id) => id.IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool AustrianVat(ReadOnlySpan<char> id)
    {
        var sum = 4;
        for (var i = 0; i < 7; i++)
        {
            var product = id.At(i) * (1 + (i % 2));
            sum += (product / 10) + (product % 10);
        }

        return (10 - (sum % 10)) % 10 == id.At(7);
    }

    private static bool SlovenianVat(ReadOnlySpan<char> id)
    {
        var check = 11 - (id.Sum("8765432") % 11);
        return check != 11 && (check == 10 ? 0 : check) == id.At(7);
    }
}
