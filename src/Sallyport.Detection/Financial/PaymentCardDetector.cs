using Sallyport.Detection.Anchoring;
using Sallyport.Detection.Identifiers;

namespace Sallyport.Detection.Financial;

/// <summary>Payment card numbers: 13 to 19 digits, Luhn-valid, with the prefix and length of a known issuer; single spaces, hyphens or full stops between groups.</summary>
/// <remarks>After a word such as card or Visa the issuer may be unknown and the number have 12 digits; right after it, a mistyped number in the printed form is found too.</remarks>
public sealed class PaymentCardDetector : AnchoredDetector
{
    private const int Shortest = 13, ShortestLabelled = 12, MaxDigits = 19;
    private static readonly LabelSet Labels = LabelWords.Of("card");

    /// <inheritdoc/>
    public override string Id => "payment-card";

    /// <inheritdoc/>
    public override string Label => "CARD";

    /// <inheritdoc/>
    public override int Reach => LookBehind + (2 * MaxDigits) + 3;

    /// <inheritdoc/>
    public override int LookBehind => LabelContext.Before + 2;

    internal override Anchors Anchors => Anchors.Number;

    internal override int MinDigits => ShortestLabelled;

    internal override void AtNumber(ReadOnlySpan<char> text, in NumberRun run, ref FindingSink findings)
    {
        for (var at = run.Start; at >= 0; at = text.NextGroup(at, run.End))
        {
            if (TryAt(text, at, out var length, out var confidence)) findings.Add(at, length, confidence);
        }
    }

    /// <inheritdoc/>
    public override int OpenFrom(ReadOnlySpan<char> text) => NumberRun.OpenFrom(text, (2 * MaxDigits) + 3);

    private static bool TryAt(ReadOnlySpan<char> text, int at, out int length, out Confidence confidence)
    {
        length = 0;
        confidence = Confidence.Likely;
        var before = text.CharAt(at - 1);
        if (text.IsWordAt(at - 1) || (before is '.' or '/' && text.IsDigitAt(at - 2)) || (before == '-' && text.IsWordAt(at - 2))) return false;

        // 1. The whole run of digits that begins here, read to its end.
        Span<byte> digits = stackalloc byte[MaxDigits + 1];
        Span<int> ends = stackalloc int[MaxDigits + 1];
        Span<int> counts = stackalloc int[MaxDigits + 1];
        int count = 0, groups = 0, i = at;
        var separator = '\0';
        while (true)
        {
            while (text.IsDigitAt(i) && count <= MaxDigits) digits[count++] = (byte)(text[i++] - '0');
            ends[groups] = i;
            counts[groups++] = count;
            if (count > MaxDigits) break;
            var c = text.CharAt(i);
            if (!text.IsDigitAt(i + 1) || c is not (' ' or '-' or '.' or '\u00A0') || (separator != '\0' && c != separator)) break;
            separator = c;
            i++;
        }

        var continued = TextChars.IsSpace(before) && text.IsDigitAt(at - 2);
        var context = new LabelContext(text, at);
        var whole = count <= MaxDigits && !continued && IsEnd(text, i) && (separator != '.' || counts[0] == 4);
        if (whole && IsGrouped(counts[..groups]) && IsCard(digits[..count], ref context))
        {
            length = i - at;
            return true;
        }

        // 2. One unbroken number beside others.
        if (counts[0] is >= ShortestLabelled and <= MaxDigits && IsEnd(text, ends[0]) && text.CharAt(ends[0]) != '-' && IsCard(digits[..counts[0]], ref context))
        {
            length = ends[0] - at;
            return true;
        }

        // 3. Sixteen digits right after the word, although the check digit is wrong.
        if (whole && count == 16 && digits[0] is >= 3 and <= 6 && (groups == 1 || (groups == 4 && IsPrinted(counts, 3))) && context.Adjacent.Overlaps(Labels))
        {
            length = i - at;
            confidence = Confidence.Possible;
            return true;
        }

        // 4. The printed form inside a longer run: 4-4-4-4 or 4-6-5, with an expiry date, a code or another number beside it.
        if (separator == '\0' || (continued && HasFourBefore(text, at - 1))) return false;
        for (var g = 2; g < Math.Min(groups, 4); g++)
        {
            if (counts[0] != 4 || !IsPrinted(counts, g)) continue;
            if (g + 1 < groups && counts[g + 1] - counts[g] == 4 && g == 3) return false;
            if (!IsEnd(text, ends[g]) || !IsCard(digits[..counts[g]], ref context)) continue;
            length = ends[g] - at;
            return true;
        }

        return false;
    }

    private static bool IsPrinted(ReadOnlySpan<int> counts, int last) => last switch
    {
        2 => counts[1] == 10 && counts[2] is 14 or 15,
        _ => counts[1] == 8 && counts[2] == 12 && counts[3] == 16,
    };

    // Groups of at least three but for the last one; or every digit on its own.
    private static bool IsGrouped(ReadOnlySpan<int> counts)
    {
        if (counts.Length == counts[^1]) return true;
        var before = 0;
        for (var i = 0; i < counts.Length - 1; i++)
        {
            if (counts[i] - before < 3) return false;
            before = counts[i];
        }

        return true;
    }

    private static bool HasFourBefore(ReadOnlySpan<char> text, int separator)
    {
        for (var i = 1; i <= 4; i++)
        {
            if (!text.IsDigitAt(separator - i)) return false;
        }

        return !text.IsDigitAt(separator - 5) && text.CharAt(separator - 5) != '-';
    }

    private static bool IsEnd(ReadOnlySpan<char> text, int end) =>
        !text.IsWordAt(end) && !(text.CharAt(end) is '-' && text.IsLetterAt(end + 1)) && !(text.CharAt(end) is '.' && text.IsDigitAt(end + 1));

    private static bool IsCard(scoped ReadOnlySpan<byte> digits, scoped ref LabelContext context)
    {
        if (digits.Length < ShortestLabelled || !IsLuhnValid(digits)) return false;
        return (digits.Length >= Shortest && IsIssued(digits)) || (digits[0] != 0 && context.Near.Overlaps(Labels));
    }

    private static bool IsLuhnValid(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            int digit = digits[^(i + 1)];
            if (i % 2 == 1) digit = digit > 4 ? (2 * digit) - 9 : 2 * digit;
            sum += digit;
        }

        return sum % 10 == 0;
    }

    private static bool IsIssued(ReadOnlySpan<byte> digits)
    {
        var n = digits.Length;
        var six = 0;
        for (var i = 0; i < 6; i++) six = (six * 10) + digits[i];
        var four = six / 100;
        return four switch
        {
            >= 4000 and <= 4999 => n is 13 or 16 or 19,             // Visa
            >= 5100 and <= 5599 or >= 2221 and <= 2720 => n == 16,  // Mastercard
            >= 3400 and <= 3499 or >= 3700 and <= 3799 => n == 15,  // American Express
            >= 3000 and <= 3059 or 3095 or >= 3600 and <= 3699 or >= 3800 and <= 3999 => n == 14 || (n == 16 && four != 3095), // Diners Club
            >= 3528 and <= 3589 => n is >= 16 and <= 19,            // JCB
            6011 or >= 6440 and <= 6599 => n is >= 16 and <= 19,    // Discover, RuPay
            >= 6200 and <= 6299 or >= 8100 and <= 8171 => n is >= 16 and <= 19, // UnionPay
            >= 2200 and <= 2205 => n is >= 16 and <= 19,            // Mir
            >= 6370 and <= 6399 or 5085 or 5086 or 5087 or 9792 or 6060 or 6069 => n == 16, // InstaPayment, RuPay, Troy
            5018 or 5019 or 5020 or 5038 or 5893 or 6304 or 6759 or >= 6761 and <= 6763 => true, // Maestro, Dankort
            _ => false,
        };
    }
}
