using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Identifiers;

/// <summary>Identifiers of one family, given as rows of a table. All families share one pass over the numbers of a text.</summary>
public abstract class IdentifierDetector : AnchoredDetector
{
    private readonly string[] _kinds;

    private protected IdentifierDetector(IdentifierRow[] rows, LabelledRow[] labelled)
    {
        Rows = rows;
        Labelled = labelled;
        _kinds = [.. rows.Select(r => r.Kind).Concat(labelled.Select(r => r.Kind)).Distinct(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Kinds => _kinds;

    /// <inheritdoc/>
    public override int Reach => LookBehind + IdReading.MaxChars + LabelContext.After + IdReading.MaxGroup;

    /// <inheritdoc/>
    public override int LookBehind => LabelContext.Before + 2;

    internal IReadOnlyList<IdentifierRow> Rows { get; }

    internal IReadOnlyList<LabelledRow> Labelled { get; }

    /// <inheritdoc/>
    public override int OpenFrom(ReadOnlySpan<char> text) => IdReading.OpenFrom(text);

    internal ushort KindOf(string kind) => (ushort)Array.IndexOf(_kinds, kind);
}
