using Sallyport.Detection.Anchoring;
using Sallyport.Detection.Identifiers;

namespace Sallyport.Detection.PersonalData;

/// <summary>US social security numbers.</summary>
/// <remarks>
/// The dashed form <c>123-45-6789</c> is always a finding, whatever its digits, unless it is part of a longer run of digits and hyphens.
/// Other separators or none need a context word before them and a number that could have been issued.
/// </remarks>
public sealed class UsSsnDetector : AnchoredDetector
{
    private const int Digits = 9;
    private static readonly ContextWords Context = new(40, "ssn", "ssns", "social security", "social sec", "soc sec", "social-security", "ss#", "ss no", "socialsecurity");
    private static readonly LabelSet Labels = LabelWords.Of("ssn");

    /// <inheritdoc/>
    public override string Id => "us-ssn";

    /// <inheritdoc/>
    public override string Label => "SSN";

    /// <inheritdoc/>
    public override int Reach => LookBehind + 11 + 2;

    /// <inheritdoc/>
    public override int LookBehind => LabelContext.Before + 2;

    internal override Anchors Anchors => Anchors.Number;

    internal override int MinDigits => Digits;

    internal override void AtNumber(ReadOnlySpan<char> text, in NumberRun run, ref FindingSink findings)
    {
        for (var at = run.Start; at >= 0; at = text.NextGroup(at, run.End)) TryAt(text, at, ref findings);
    }

    /// <inheritdoc/>
    public override int OpenFrom(ReadOnlySpan<char> text) => NumberRun.OpenFrom(text, 13);

    private static void TryAt(ReadOnlySpan<char> text, int at, ref FindingSink findings)
    {
        if (text.IsWordAt(at - 1) || (text.CharAt(at - 1) is '-' or '.' or '/' && text.IsDigitAt(at - 2))) return;
        if (text.Length - at < Digits) return;
        var group = text.SkipDigits(at) - at;
        if (group == Digits)
        {
            if (IsEnd(text, at + Digits) && IsIssued(text, at, at + 3, at + 5) && Context.Precede(text, at)) findings.Add(at, Digits);
            return;
        }

        // 3-2-4 with the same separator, or the slips 3-6 and 5-4
        if (group is not (3 or 5)) return;
        var separator = text.CharAt(at + group);
        if (separator is not ('-' or ' ' or '.' or '\u00A0')) return;
        var second = at + group + 1;
        var width = text.SkipDigits(second) - second;
        if (group == 3 && width == 2)
        {
            if (text.CharAt(second + 2) != separator || text.SkipDigits(second + 3) - second != 7 || !IsEnd(text, at + 11)) return;
            var issued = IsIssued(text, at, second, second + 3);
            if (separator == '-') findings.Add(at, 11, issued && !IsNamedOtherwise(text, at) ? Confidence.Likely : Confidence.Possible);
            else if (issued && Context.Precede(text, at)) findings.Add(at, 11, Confidence.Likely);
        }
        else if (group + width == Digits && separator == '-' && IsEnd(text, at + 10) && Context.Precede(text, at))
        {
            findings.Add(at, 10, Confidence.Possible);
        }
    }

    // "Account number 123-45-6789": still masked, but another detector names it.
    private static bool IsNamedOtherwise(ReadOnlySpan<char> text, int at)
    {
        var labels = new LabelContext(text, at).Adjacent;
        return labels != LabelSet.None && !labels.Overlaps(Labels);
    }

    private static bool IsEnd(ReadOnlySpan<char> text, int end) =>
        !text.IsWordAt(end) && !(text.CharAt(end) == '-' && text.IsDigitAt(end + 1));

    // Area 000, 666 and 9xx, group 00 and serial 0000 were never issued.
    private static bool IsIssued(ReadOnlySpan<char> text, int area, int group, int serial) =>
        text[area] != '9' && !text.Slice(area, 3).SequenceEqual("000") && !text.Slice(area, 3).SequenceEqual("666")
        && !text.Slice(group, 2).SequenceEqual("00") && !text.Slice(serial, 4).SequenceEqual("0000");
}
