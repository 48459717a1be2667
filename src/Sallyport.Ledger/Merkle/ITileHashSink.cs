namespace Sallyport.Ledger.Merkle;

/// <summary>Takes the hashes that tiles consist of, each level's in order.</summary>
internal interface ITileHashSink
{
    void Take(int level, ReadOnlySpan<byte> hash);
}
