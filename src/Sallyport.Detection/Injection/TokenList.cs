namespace Sallyport.Detection.Injection;

/// <summary>The words of a folded text, as parallel arrays that are reused.</summary>
internal sealed class TokenList
{
    public const int Most = 4096;

    public int Count { get; private set; }

    public uint[] Hashes { get; } = new uint[Most];

    public uint[] Stems { get; } = new uint[Most];

    public int[] Starts { get; } = new int[Most];

    public int[] Ends { get; } = new int[Most];

    public Concepts[] Meanings { get; } = new Concepts[Most];

    public TokenFlags[] Flags { get; } = new TokenFlags[Most];

    public bool IsFull => Count == Most;

    public void Clear() => Count = 0;

    public void Add(int start, int end, uint hash, uint stem, Concepts meaning, TokenFlags flags)
    {
        Starts[Count] = start;
        Ends[Count] = end;
        Hashes[Count] = hash;
        Stems[Count] = stem;
        Meanings[Count] = meaning;
        Flags[Count++] = flags;
    }
}
