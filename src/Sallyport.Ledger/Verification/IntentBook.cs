namespace Sallyport.Ledger.Verification;

/// <summary>Which leaves are intents and which of them are closed. Two bits a leaf: 25 MB for 100 million.</summary>
internal sealed class IntentBook
{
    private const int PageBits = 1 << 20;

    private readonly List<ulong[]> _intents = [], _closed = [];

    public long Open { get; private set; }

    public void Add(long sequence)
    {
        Set(_intents, sequence);
        Open++;
    }

    public bool Has(long sequence) => Get(_intents, sequence);

    /// <returns>False if it was closed before.</returns>
    public bool Close(long sequence)
    {
        if (Get(_closed, sequence)) return false;
        Set(_closed, sequence);
        Open--;
        return true;
    }

    private static bool Get(List<ulong[]> pages, long at) => at >= 0 && at / PageBits < pages.Count && ((pages[(int)(at / PageBits)][at % PageBits / 64] >> (int)(at % 64)) & 1) != 0;

    private static void Set(List<ulong[]> pages, long at)
    {
        while (pages.Count <= at / PageBits) pages.Add(new ulong[PageBits / 64]);
        pages[(int)(at / PageBits)][at % PageBits / 64] |= 1UL << (int)(at % 64);
    }
}
