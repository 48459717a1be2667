namespace Sallyport.Detection.Identifiers.Checks;

/// <summary>Checks of the numbers that European states give to people.</summary>
internal static class EuropeanIds
{
    private const string DniLetters = "TRWAGMYFPDXBNJZSQVHLCKE", HetuLetters = "0123456789ABCDEFHJKLMNPRSTUVWXY";

    // Value of a character at an odd place of a codice fiscale, digits and letters.
    private static ReadOnlySpan<byte> OddPlaces => [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

    public static bool Pesel(ReadOnlySpan<char> id) =>
        CheckDigits.IsDate(id.Number(2, 2) % 20, id.Number(4, 2)) && id.Sum("13791379131") % 10 == 0;

    public static bool Nhs(ReadOnlySpan<char> id)
    {
        var check = 11 - (id.Sum("A98765432") % 11);
        return (check == 11 ? 0 : check) == id.At(9) && !CheckDigits.AllSame(id);
    }

    /// <summary>One that cannot be taken for a North American phone number.</summary>
    public static bool NhsNoPhone(ReadOnlySpan<char> id) => (id[0] <= '1' || id[3] <= '1') && Nhs(id);

    public static bool Nino(ReadOnlySpan<char> id) =>
        id[0] is not ('D' or 'F' or 'I' or 'Q' or 'U' or 'V') && id[1] is not ('D' or 'F' or 'I' or 'O' or 'Q' or 'U' or 'V') && id[8] is >= 'A' and <= 'D'
        && !(id[..2] is "BG" or "GB" or "KN" or "NK" or "NT" or "TN" or "ZZ");

    public static bool Dni(ReadOnlySpan<char> id) => id[^1] == DniLetters[CheckDigits.Rest(id[..^1], 23)];

    public static bool Nie(ReadOnlySpan<char> id) =>
        id[0] is 'X' or 'Y' or 'Z' && id[8] == DniLetters[(((id[0] - 'X') * 10_000_000) + id.Number(1, 7)) % 23];

    /// <summary>Form and date of a codice fiscale, without its check letter: many that people write down as examples have none.</summary>
    public static bool CodiceFiscale(ReadOnlySpan<char> id)
    {
        if (!"ABCDEHLMPRST".Contains(id[8])) return false;
        var day = (Omocode(id[9]) * 10) + Omocode(id[10]);
        if (Omocode(id[6]) < 0 || Omocode(id[7]) < 0 || Omocode(id[9]) < 0 || Omocode(id[10]) < 0 || day % 40 is < 1 or > 31) return false;
        return Omocode(id[12]) >= 0 && Omocode(id[13]) >= 0 && Omocode(id[14]) >= 0;
    }

    public static bool CodiceFiscaleChecked(ReadOnlySpan<char> id)
    {
        if (!CodiceFiscale(id)) return false;
        var sum = 0;
        for (var i = 0; i < 15; i++)
        {
            var value = char.IsAsciiDigit(id[i]) ? id[i] - '0' : id[i] - 'A';
            sum += i % 2 == 0 ? OddPlaces[value] : value;
        }

        return sum % 26 == id[15] - 'A';
    }

    public static bool Hetu(ReadOnlySpan<char> id)
    {
        var sign = id.Length == 11 ? id[6] : '-';
        var serial = id.Length == 11 ? 7 : 6;
        if (!id.Dmy() || (id.Length == 11 && sign is not ((>= 'A' and <= 'F') or (>= 'U' and <= 'Y')))) return false;
        return HetuLetters[(int)(((id.Number(0, 6) * 1000L) + id.Number(serial, 3)) % 31)] == id[^1];
    }

    public static bool Personnummer(ReadOnlySpan<char> id)
    {
        var ten = id[^10..];
        var day = ten.Number(4, 2) % 60; // a coordination number adds 60 to the day
        if (id.Length == 12 && id.Number(0, 4) is < 1850 or > 2099) return false;
        return CheckDigits.IsDate(ten.Number(2, 2), day) && CheckDigits.Luhn(ten);
    }

    public static bool Cpr(ReadOnlySpan<char> id) => id.Dmy();

    public static bool Fodselsnummer(ReadOnlySpan<char> id)
    {
        int day = id.Number(0, 2) % 40, month = id.Number(2, 2) % 40; // D numbers add 40 to the day, H numbers to the month
        return CheckDigits.IsDate(month, day) && id.Sum("3761894521") % 11 == 0 && id.Sum("54327654321") % 11 == 0;
    }

    public static bool Kennitala(ReadOnlySpan<char> id) =>
        id.At(9) is 0 or 9 or 8 && CheckDigits.IsDate(id.Number(2, 2), id.Number(0, 2) % 40) && id.Sum("327654321") % 11 == 0;

    public static bool Baltic(ReadOnlySpan<char> id)
    {
        if (id.At(0) is < 1 or > 8 || !id.Ymd(1)) return false;
        var check = id.Sum("1234567891") % 11;
        if (check == 10) check = id.Sum("3456789123") % 11 % 10;
        return check == id.At(10);
    }

    public static bool Latvian(ReadOnlySpan<char> id) =>
        id[..2] is "32" || (id.Dmy() && (1101 - id.Sum("16379A5842")) % 11 % 10 == id.At(10));

    public static bool Bsn(ReadOnlySpan<char> id)
    {
        var from = id.Length == 8 ? 1 : 0;
        return id.Sum(from == 1 ? "8765432" : "98765432") % 11 == id.At(id.Length - 1) && id.Number(0, id.Length) > 9_999_999;
    }

    public static bool Nir(ReadOnlySpan<char> id)
    {
        if (id[0] is not ('1' or '2' or '3' or '4' or '7' or '8') || id.Number(3, 2) is not ((>= 1 and <= 12) or (>= 20 and <= 42) or >= 50)) return false;
        Span<char> digits = stackalloc char[13];
        id[..13].CopyTo(digits);
        if (id[6] is 'A' or 'B')
        {
            if (id[5] != '2') return false;
            digits[5] = '1'; // Corsica counts as 19 and 18
            digits[6] = id[6] == 'A' ? '9' : '8';
        }

        long number = 0;
        foreach (var c in digits)
        {
            if (!char.IsAsciiDigit(c)) return false;
            number = (number * 10) + c - '0';
        }

        return 97 - (number % 97) == id.Number(13, 2);
    }

    public static bool RodneCislo(ReadOnlySpan<char> id)
    {
        var month = id.Number(2, 2) % 50;
        if (month > 20) month -= 20;
        if (!CheckDigits.IsDate(month, id.Number(4, 2))) return false;
        return id.Length == 9 ? id.Number(0, 2) < 54 : CheckDigits.Rest(id, 11) == 0 || (CheckDigits.Rest(id[..9], 11) == 10 && id[9] == '0');
    }

    public static bool Cnp(ReadOnlySpan<char> id)
    {
        var check = id.Sum("279146358279") % 11;
        return id[0] != '0' && id.Ymd(1) && (check == 10 ? 1 : check) == id.At(12);
    }

    public static bool Egn(ReadOnlySpan<char> id) =>
        CheckDigits.IsDate(id.Number(2, 2) % 20, id.Number(4, 2)) && id.Sum("2485A9736") % 11 % 10 == id.At(9);

    public static bool Jmbg(ReadOnlySpan<char> id)
    {
        var check = 11 - (id.Sum("765432765432") % 11);
        return id.Dmy() && id.At(4) is 0 or 9 && (check > 9 ? 0 : check) == id.At(12);
    }

    public static bool Amka(ReadOnlySpan<char> id) => id.Dmy() && CheckDigits.Luhn(id);

    public static bool HungarianPersonal(ReadOnlySpan<char> id) =>
        id.At(0) is >= 1 and <= 8 && id.Ymd(1) && (id.Sum("123456789A") % 11 == id.At(10) || id.Sum("A987654321") % 11 == id.At(10));

    public static bool Taj(ReadOnlySpan<char> id) => id.Sum("37373737") % 10 == id.At(8);

    public static bool AustrianInsurance(ReadOnlySpan<char> id) =>
        id.Number(6, 2) is >= 1 and <= 15 && id.Number(4, 2) is >= 1 and <= 31 && (id.Sum("379") + id.Sum("584216", 4)) % 11 == id.At(3);

    public static bool Ahv(ReadOnlySpan<char> id) => id[..3] is "756" && CheckDigits.Ean(id);

    public static bool BelgianRegister(ReadOnlySpan<char> id)
    {
        int month = id.Number(2, 2) % 20, day = id.Number(4, 2), check = id.Number(9, 2);
        if (month > 12 || day > 31) return false;
        long number = id.Number(0, 9);
        return 97 - (number % 97) == check || 97 - ((2_000_000_000L + number) % 97) == check;
    }

    public static bool PortugueseCard(ReadOnlySpan<char> id)
    {
        var sum = 0;
        for (var i = 0; i < 12; i++)
        {
            var value = CheckDigits.ValueOf(id[11 - i]);
            if (i % 2 == 1) value = value * 2 > 9 ? (value * 2) - 9 : value * 2;
            sum += value;
        }

        return sum % 10 == 0;
    }

    public static bool Pps(ReadOnlySpan<char> id)
    {
        var sum = id.Sum("8765432") + (id.Length == 9 && id[8] != 'W' ? (id[8] - 'A' + 1) * 9 : 0);
        return sum % 23 == (id[7] == 'W' ? 0 : id[7] - 'A' + 1);
    }

    public static bool GermanInsurance(ReadOnlySpan<char> id)
    {
        int day = id.Number(2, 2) % 50, month = id.Number(4, 2);
        if (day is < 1 or > 31 || month is < 1 or > 12) return false;
        Span<char> digits = stackalloc char[12];
        id[..8].CopyTo(digits);
        var letter = id[8] - 'A' + 1;
        digits[8] = (char)('0' + (letter / 10));
        digits[9] = (char)('0' + (letter % 10));
        id.Slice(9, 2).CopyTo(digits[10..]);
        var sum = 0;
        for (var i = 0; i < 12; i++)
        {
            var product = (digits[i] - '0') * ("212571212121"[i] - '0');
            sum += (product / 10) + (product % 10);
        }

        return sum % 10 == id.At(11);
    }

    /// <summary>Old cards have the letter T and eight digits, new ones a letter of their office and the travel document check.</summary>
    public static bool GermanCard(ReadOnlySpan<char> id) =>
        (id[0] == 'T' && id[1..].IndexOfAnyExceptInRange('0', '9') < 0) || (char.IsAsciiLetter(id[0]) && CheckDigits.Icao(id));

    public static bool Snils(ReadOnlySpan<char> id)
    {
        var check = id.Sum("987654321") % 101;
        return (check == 100 ? 0 : check) == id.Number(9, 2);
    }

    public static bool BritishLicence(ReadOnlySpan<char> id)
    {
        // Up to five letters filled up with nines, a decade, month (women plus 50), day and year, two initials, three to tell namesakes apart.
        var letters = id[..5].IndexOfAnyInRange('0', '9');
        if (letters == 0 || (letters > 0 && id[letters..5].IndexOfAnyExcept('9') >= 0)) return false;
        return CheckDigits.IsDate(id.Number(6, 2) % 50, id.Number(8, 2)) && (char.IsAsciiLetter(id[11]) || id[11] == '9') && (char.IsAsciiLetter(id[12]) || id[12] == '9');
    }

    // Digits of a codice fiscale may be written as letters, to tell namesakes apart.
    private static int Omocode(char c) => char.IsAsciiDigit(c) ? c - '0' : "LMNPQRSTUV".IndexOf(c, StringComparison.Ordinal);
}
