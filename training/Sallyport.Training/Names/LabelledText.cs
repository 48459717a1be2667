using Sallyport.Detection.Names;

namespace Sallyport.Training.Names;

/// <summary>A marked stretch of a text, in chars. The tag is the one a name of its kind begins with.</summary>
internal readonly record struct Span(int Start, int End, byte Tag);

/// <summary>A text and the names in it.</summary>
/// <param name="Source">Which file it is from.</param>
/// <param name="Group">Stable number of the document, the same for its copies in other cases.</param>
/// <param name="Spans">Names, in order.</param>
/// <param name="Neutral">Stretches that count neither as name nor as none when results are scored.</param>
/// <param name="Unmarked">Names in it are not marked, so words that look like names teach nothing.</param>
internal sealed record LabelledText(string Source, uint Group, string Text, IReadOnlyList<Span> Spans, IReadOnlyList<Span> Neutral, bool Unmarked = false)
{
    /// <summary>One document of ten is never trained on.</summary>
    public bool IsHeldOut => Group % 10 == 0;

    public static uint GroupOf(string id) => WordReader.HashOf(id);
}
