namespace Sallyport.Detection.Identifiers;

/// <summary>A set of labels, as bits.</summary>
internal readonly record struct LabelSet(UInt128 Low, UInt128 High)
{
    /// <summary>Most labels a set can hold.</summary>
    public const int Size = 256;

    public static LabelSet None => default;

    public static LabelSet operator &(LabelSet a, LabelSet b) => new(a.Low & b.Low, a.High & b.High);

    public static LabelSet operator |(LabelSet a, LabelSet b) => new(a.Low | b.Low, a.High | b.High);

    public static LabelSet operator ~(LabelSet a) => new(~a.Low, ~a.High);

    /// <summary>The set of one label.</summary>
    public static LabelSet Of(int label)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(label, Size);
        return label < 128 ? new(UInt128.One << label, 0) : new(0, UInt128.One << (label - 128));
    }

    /// <summary>True if the sets share a label.</summary>
    public bool Overlaps(LabelSet other) => (this & other) != None;
}
