using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Identifiers;

/// <summary>The rows of all identifier detectors of a set, found by length and by where an identifier has digits.</summary>
internal sealed class IdentifierTable
{
    // From this length on a checked form is what it is, even after a word that says it is something else.
    private const int Unmistakable = 13;

    private const int MostSlots = 32;
    private const byte Shared = 1, Own = 2;

    private readonly int _slots;
    private readonly Form[][] _byLength = new Form[IdReading.Most + 1][];
    private readonly Labelled[] _labelled;
    private readonly LabelSet _labels;

    private IdentifierTable((IdentifierDetector Detector, int Index)[] detectors)
    {
        if (detectors.Length > MostSlots) throw new ArgumentException("Too many families for one table.", nameof(detectors));
        _slots = detectors.Length;
        var rows = detectors.SelectMany((d, slot) => d.Detector.Rows.SelectMany(r => IdShape.Parse(r.Shape).Select(s => new Row(r, s, d.Detector.KindOf(r.Kind), d.Index, slot)))).ToArray();
        for (var length = 0; length <= IdReading.Most; length++)
        {
            _byLength[length] =
                [.. rows.Where(r => r.Shape.Length == length).GroupBy(r => (r.Shape.Digits, r.Shape.Letters)).Select(g => new Form(g.Key.Digits, g.Key.Letters, [.. g]))];
        }

        _labelled = [.. detectors.SelectMany((d, slot) => d.Detector.Labelled.Select(r => new Labelled(r, d.Detector.KindOf(r.Kind), d.Index, slot)))];
        _labels = _labelled.Aggregate(LabelSet.None, (bits, r) => bits | r.Labels);
    }

    public static IdentifierTable? Create(IEnumerable<(AnchoredDetector Detector, int Index)> detectors)
    {
        var own = detectors.Where(d => d.Detector is IdentifierDetector).Select(d => ((IdentifierDetector)d.Detector, d.Index)).ToArray();
        return own.Length == 0 ? null : new IdentifierTable(own);
    }

    /// <summary>Adds what begins in or just before a number.</summary>
    public void Scan(ReadOnlySpan<char> text, in NumberRun run, ref FindingSink findings, int only)
    {
        for (var at = run.Start; at >= 0; at = text.NextGroup(at, run.End)) AtGroup(text, at, ref findings, only);
    }

    private void AtGroup(ReadOnlySpan<char> text, int at, ref FindingSink findings, int only)
    {
        // 1. The group of letters and digits around the digit, if this is its first one.
        var start = at;
        while (start > 0 && at - start <= IdReading.MaxGroup && char.IsAsciiLetter(text[start - 1])) start--;
        if (at - start > IdReading.MaxGroup || text.IsDigitAt(start - 1) || IdReading.IsNeighbour(text, start - 1)) return;
        if (start + 2 >= text.Length || (!char.IsAsciiLetterOrDigit(text[at + 1 < text.Length ? at + 1 : at]) && IsShort(text, at + 1))) return;

        // 2. From there, and from the letters in front of it.
        var done = 0u;
        int front = FrontOf(text, start), before = front < start ? FrontOf(text, front) : front;
        if (before < front) AtStart(text, before, at, IsLabel(text, front, start), ref done, ref findings, only);
        if (front < start) AtStart(text, front, at, IsLabel(text, front, start), ref done, ref findings, only);
        AtStart(text, start, at, false, ref done, ref findings, only);
    }

    // A lone digit with neither letters nor digits beside it and no separator after it.
    private static bool IsShort(ReadOnlySpan<char> text, int end) => !(text.CharAt(end) is ' ' or '-' or '.' or '/' or '(' or '\u00A0' && (text.IsDigitAt(end + 1) || char.IsAsciiLetterUpper(text.CharAt(end + 1))));

    // Where the group of letters before a separator begins; the same index if there is none that could belong to an identifier.
    private static int FrontOf(ReadOnlySpan<char> text, int start)
    {
        var end = start - 1;
        if (end < 1 || !char.IsAsciiLetter(text[end - 1])) return start;
        var front = end;
        while (front > 0 && end - front < 7 && char.IsAsciiLetter(text[front - 1])) front--;
        var letters = text[front..end];
        return !IdReading.IsFront(letters, text[end]) || IdReading.IsNeighbour(text, front - 1) ? start : front;
    }

    // The letters in front of a number are no part of it if they say what it is, unless a hyphen ties them to it.
    private static bool IsLabel(ReadOnlySpan<char> text, int front, int start) =>
        text[start - 1] != '-' && LabelWords.FindWord(text[front..(start - 1)]) != LabelSet.None;

    private void AtStart(ReadOnlySpan<char> text, int start, int at, bool formsOnly, ref uint done, ref FindingSink findings, int only)
    {
        // 1. What stands before it: nothing that makes it part of something longer.
        var before = text.CharAt(start - 1);
        if (before is '$' or '€' or '£' or '¥' or '%' or '+' or '~' or '\\' || (before is '-' or '.' or '/' or ',' && text.IsDigitAt(start - 2) && (before != ',' || IsThousands(text, start)))) return;
        var beside = before is '/' or '-' or '@' or '.' && start > 1 && !char.IsWhiteSpace(text[start - 2]);

        var reading = default(IdReading);
        reading.Read(text, start);
        var context = new LabelContext(text, start);

        // 2. Known forms, the longest first; of each family the one that its own label names before one that shares a label.
        Span<byte> ranks = stackalloc byte[MostSlots];
        Span<Taken> taken = stackalloc Taken[MostSlots];
        for (var group = reading.Groups - 1; group >= 0 && reading.End(group) > at; group--)
        {
            var length = reading.Count(group);
            if (length < 3 || !Ends(text, reading.End(group), before)) continue;
            var digits = reading.Digits & ((1UL << length) - 1);
            ranks.Clear();
            foreach (ref readonly var form in _byLength[length].AsSpan())
            {
                if ((form.Digits & ~digits) != 0 || (form.Letters & digits) != 0) continue;
                foreach (var row in form.Rows)
                {
                    if ((done & (1u << row.Slot)) != 0 || ranks[row.Slot] >= Own || !Takes(text, row, ref reading, group, start, beside, ref context, out var confidence)) continue;
                    var rank = context.Near.Overlaps(row.OwnLabel) ? Own : Shared;
                    if (rank <= ranks[row.Slot]) continue;
                    ranks[row.Slot] = rank;
                    taken[row.Slot] = new Taken(row.Index, row.Kind, confidence);
                }
            }

            for (var slot = 0; slot < _slots; slot++)
            {
                if (ranks[slot] > 0) Add(taken[slot].Index, slot, taken[slot].Kind, start, reading.End(group), taken[slot].Confidence, ref done, ref findings, only);
            }
        }

        // 3. Any number-like value right after its label.
        if (formsOnly || _labelled.Length == 0 || reading.Groups == 0 || reading.Count(reading.Groups - 1) < 4) return;
        var labels = context.Adjacent & _labels;
        if (labels == LabelSet.None) return;
        for (var group = reading.Groups - 1; group >= 0 && reading.End(group) > at; group--)
        {
            if (!Ends(text, reading.End(group), before)) continue;
            foreach (ref readonly var row in _labelled.AsSpan())
            {
                if (!row.Labels.Overlaps(labels) || (done & (1u << row.Slot)) != 0 || !Fits(row.Of, reading, group)) continue;
                Add(row.Index, row.Slot, row.Kind, start, reading.End(group), Confidence.Likely, ref done, ref findings, only);
            }
        }
    }

    private static bool Takes(ReadOnlySpan<char> text, Row row, ref IdReading reading, int group, int start, bool beside, ref LabelContext context, out Confidence confidence)
    {
        confidence = Confidence.Likely;
        var end = reading.End(group);
        var mask = (1UL << reading.Count(group)) - 1;
        var breaks = reading.Breaks & mask;

        // 1. What it may be on its own.
        var written = breaks == row.Shape.Breaks && row.Shape.IsWritten(reading.SeparatorsTo(group));
        var alone = row.Of.Unlabelled switch
        {
            Unlabelled.Always => breaks == 0 || written,
            Unlabelled.Written => breaks != 0 && written,
            _ => false,
        };
        alone = alone && !beside && (row.Of.AnyCase || (reading.Lower & mask) == 0) && !IsCrowded(text, start, end, breaks != 0);
        if (!alone && breaks != 0 && breaks != row.Shape.Breaks) return false;
        if (row.Of.Check is { } check && !check(reading.Id(group))) return false;

        // 2. What the words say.
        if (context.Adjacent.Overlaps(row.Labels))
        {
            confidence = row.Of.Check is null ? Confidence.Likely : Confidence.Certain;
            return true;
        }

        if (beside) return false;
        if (row.Of.LabelMayBeFar && context.Near.Overlaps(row.Labels)) return true;
        if (alone && (context.Adjacent == LabelSet.None || row.Shape.Length >= Unmistakable))
        {
            confidence = row.Of.Check is null ? Confidence.Possible : Confidence.Likely;
            return true;
        }

        return row.Of.LabelMayBeFar && LabelContext.Following(text, end, out _).Overlaps(row.Labels);
    }

    private static bool Fits(LabelledRow row, in IdReading reading, int group)
    {
        // 1. Length and digits.
        var length = reading.Count(group);
        if (length < row.Least || length > row.Most) return false;
        var mask = (1UL << length) - 1;
        var digits = System.Numerics.BitOperations.PopCount(reading.Digits & mask);
        var mixed = row.Letters && digits >= 2 && length >= 7 && (reading.Lower & mask) == 0; // capitals and digits are no word
        if ((digits < row.Digits && !mixed) || (!row.Letters && digits != length) || (row.LetterGroups && digits == length && length < 5)) return false;

        // 2. One kind of separator; between spaces only short groups, each with a digit.
        var separators = reading.SeparatorsTo(group);
        if (separators.Length == 0) return true;
        if (separators.IndexOfAnyExcept(separators[0]) >= 0 || IsDate(reading, group)) return false;
        if (separators[0] != ' ') return separators[0] != '.' || digits == length;
        var from = 0;
        for (var i = 0; i <= group; i++)
        {
            var to = reading.Count(i);
            var own = reading.Digits & ((1UL << to) - 1) & ~((1UL << from) - 1);
            if (to - from > 6 || (own == 0 && !row.LetterGroups)) return false;
            from = to;
        }

        return true;
    }

    // A date, or a range such as 1917-22.
    private static bool IsDate(in IdReading reading, int group)
    {
        if (group == 1) return reading.Count(1) == System.Numerics.BitOperations.PopCount(reading.Digits & ((1UL << reading.Count(1)) - 1)) && reading.GroupLength(0) <= 4 && reading.GroupLength(1) <= 4;
        if (group != 2 || reading.SeparatorsTo(2)[0] == ' ') return false;
        int a = reading.GroupLength(0), b = reading.GroupLength(1), c = reading.GroupLength(2);
        return a + b + c == System.Numerics.BitOperations.PopCount(reading.Digits & ((1UL << (a + b + c)) - 1)) && ((a == 4 && b <= 2 && c <= 2) || (a <= 2 && b <= 2 && c is 4 or 2));
    }

    // What follows does not make it part of something longer.
    private static bool Ends(ReadOnlySpan<char> text, int end, char before) => text.CharAt(end) switch
    {
        '/' when before == '/' => true,
        '-' or '/' => !char.IsAsciiLetterOrDigit(text.CharAt(end + 1)),
        '.' or ':' or ',' => !text.IsDigitAt(end + 1) || (text[end] == ',' && text.IsDigitAt(end + 4)),
        '@' or '%' or '=' => false,
        '(' => !text.IsDigitAt(end + 1),
        _ => true,
    };

    private static bool IsThousands(ReadOnlySpan<char> text, int start) => text.IsDigitAt(start) && text.IsDigitAt(start + 2) && !char.IsAsciiLetterOrDigit(text.CharAt(start + 3));

    // A further group of digits beside it: it may be part of a longer number.
    private static bool IsCrowded(ReadOnlySpan<char> text, int start, int end, bool grouped) =>
        grouped && ((TextChars.IsSpace(text.CharAt(start - 1)) && text.IsDigitAt(start - 2)) || (TextChars.IsSpace(text.CharAt(end)) && text.IsDigitAt(end + 1)));

    private static void Add(int index, int slot, ushort kind, int start, int end, Confidence confidence, ref uint done, ref FindingSink findings, int only)
    {
        findings.Detector = only < 0 ? index : only;
        findings.Add(start, end - start, confidence, kind);
        done |= 1u << slot;
    }

    private readonly record struct Form(ulong Digits, ulong Letters, Row[] Rows);

    private sealed record Row(IdentifierRow Of, IdShape Shape, ushort Kind, int Index, int Slot)
    {
        public LabelSet Labels { get; } = LabelWords.Of(Of.Labels);

        public LabelSet OwnLabel { get; } = LabelWords.Of(Of.Labels.Split(' ')[0]);
    }

    private readonly record struct Taken(int Index, ushort Kind, Confidence Confidence);

    private readonly record struct Labelled(LabelledRow Of, ushort Kind, int Index, int Slot)
    {
        public LabelSet Labels { get; } = LabelWords.Of(Of.Labels);
    }
}
