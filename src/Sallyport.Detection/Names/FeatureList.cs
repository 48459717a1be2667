namespace Sallyport.Detection.Names;

/// <summary>Collects hashed features.</summary>
internal ref struct FeatureList(Span<uint> features)
{
    /// <summary>Most features that a word can have in either pass.</summary>
    public const int Capacity = 96;

    private readonly Span<uint> _features = features;
    private uint _kind;

    public int Count { get; private set; }

    public readonly ReadOnlySpan<uint> Features => _features[..Count];

    /// <summary>Adds a feature whose kind is its place in the list of kinds, so the order of calls is part of the weights.</summary>
    public void Add(uint value)
    {
        var hash = (value + (++_kind * 0x9E37_79B1)) * 0x85EB_CA6B;
        hash ^= hash >> 13;
        hash *= 0xC2B2_AE35;
        _features[Count++] = hash ^ (hash >> 16);
    }

    public void Add(uint a, uint b) => Add((a * 0x01F3_5A7B) ^ (b + 0x7F4A_7C15 + (a >> 7)));

    public void Add(uint a, uint b, uint c) => Add((a * 0x01F3_5A7B) ^ (b + 0x7F4A_7C15 + (a >> 7)), c);

    /// <summary>Takes up a kind without adding a feature.</summary>
    public void Skip() => _kind++;
}
