namespace Sallyport.Detection.Identifiers;

/// <summary>One identifier that some authority issues: its form, its check and the words that stand beside it.</summary>
/// <param name="Kind">Finer name, as in <see cref="IDetector.Kinds"/>.</param>
/// <param name="Shape">See <see cref="IdShape"/>.</param>
/// <param name="Labels">Names in <see cref="LabelWords"/>, separated by spaces.</param>
/// <param name="Check">Null if there is nothing to check.</param>
/// <param name="Unlabelled">Whether it is a finding without a word beside it.</param>
internal sealed record IdentifierRow(string Kind, string Shape, string Labels, IdCheck? Check = null, Unlabelled Unlabelled = Unlabelled.Never)
{
    /// <summary>True if the word may stand anywhere before it in the sentence; else it stands right before it.</summary>
    public bool LabelMayBeFar { get; init; } = Check is not null || Shape.Contains('A', StringComparison.Ordinal);

    /// <summary>True if it is found unlabelled in lower case too.</summary>
    public bool AnyCase { get; init; }
}
