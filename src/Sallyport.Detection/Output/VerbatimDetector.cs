namespace Sallyport.Detection.Output;

/// <summary>Finds where a text repeats another one word for word, from about 80 chars on. Knows the other text by hashes only; cheap enough to make for one exchange.</summary>
/// <remarks>Every window of 64 chars is compared with those that begin at each sixteenth char of the known text, so any repetition of 79 chars holds one of them.</remarks>
public sealed class VerbatimDetector : IDetector
{
    private const int Window = 64, Stride = 16;
    private const ulong Factor = 0x9E37_79B9_7F4A_7C15;

    private static readonly ulong Oldest = PowerOf(Window - 1);

    private readonly HashSet<ulong> _known = [];
    private readonly string _id, _label;

    /// <param name="id">Id of the detector.</param>
    /// <param name="label">Word in labels.</param>
    public VerbatimDetector(string id, string label) => (_id, _label) = (id, label);

    /// <inheritdoc/>
    public string Id => _id;

    /// <inheritdoc/>
    public string Label => _label;

    /// <inheritdoc/>
    public int Reach => Window;

    /// <inheritdoc/>
    public int LookBehind => 0;

    /// <summary>Adds a text that must not be repeated. Only before the first scan.</summary>
    public void Know(ReadOnlySpan<char> text)
    {
        for (var at = 0; at + Window <= text.Length; at += Stride) _known.Add(HashOf(text.Slice(at, Window)));
    }

    /// <inheritdoc/>
    public void Scan(ReadOnlySpan<char> text, ref FindingSink findings)
    {
        if (text.Length < Window || _known.Count == 0) return;
        var hash = HashOf(text[..Window]);
        for (var at = 0; ; at++)
        {
            if (_known.Contains(hash)) findings.Add(at, Window, Confidence.Certain);
            if (at + Window == text.Length) return;
            hash = ((hash - (text[at] * Oldest)) * Factor) + text[at + Window];
        }
    }

    /// <inheritdoc/>
    public int OpenFrom(ReadOnlySpan<char> text) => Math.Max(0, text.Length - Window + 1);

    private static ulong HashOf(ReadOnlySpan<char> window)
    {
        var hash = 0ul;
        foreach (var c in window) hash = (hash * Factor) + c;
        return hash;
    }

    private static ulong PowerOf(int exponent)
    {
        var power = 1ul;
        for (var i = 0; i < exponent; i++) power *= Factor;
        return power;
    }
}
