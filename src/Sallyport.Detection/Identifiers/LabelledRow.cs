namespace Sallyport.Detection.Identifiers;

/// <summary>Any number-like value, whatever its form, right after a word that says what it is.</summary>
/// <param name="Kind">Finer name, as in <see cref="IDetector.Kinds"/>.</param>
/// <param name="Labels">Names in <see cref="LabelWords"/>, separated by spaces.</param>
/// <param name="Least">Fewest letters and digits.</param>
/// <param name="Most">Most letters and digits.</param>
/// <param name="Digits">Fewest digits.</param>
/// <param name="Letters">Whether it may hold letters.</param>
internal sealed record LabelledRow(string Kind, string Labels, int Least, int Most, int Digits, bool Letters = true)
{
    /// <summary>True if it has letters or five digits, and groups of letters may stand on their own between spaces, as on a number plate.</summary>
    public bool LetterGroups { get; init; }
}
