using Sallyport.Gateway.Audit;
using Sallyport.Ledger.Leaves;

namespace Sallyport.Storage.Ledger;

/// <summary>Makes the next leaf: place, hash of the one before, personal fields sealed. For one thread.</summary>
internal sealed class LeafEncoder(LedgerIdentity identity)
{
    /// <summary>Length of a hash, in bytes.</summary>
    public const int HashSize = 32;

    private readonly LeafWriter _leaves = new(identity.Node, identity.Boot);
    private readonly PersonSealer _persons = new(identity.Origin);
    private readonly byte[] _previous = new byte[HashSize];

    /// <summary>Place of the next leaf.</summary>
    public long Next { get; private set; }

    /// <summary>Hash of the last leaf; empty before the first.</summary>
    public ReadOnlySpan<byte> Previous => Next == 0 ? default : _previous;

    /// <summary>Begins after the last leaf of the log.</summary>
    /// <param name="hash">Its hash; empty if the log is.</param>
    public void StartAt(long next, ReadOnlySpan<byte> hash)
    {
        Next = next;
        hash.CopyTo(_previous);
    }

    /// <returns>JSON of the leaf, valid until the next call; the encoder stands after it.</returns>
    public ReadOnlySpan<byte> Encode(AuditEntry entry)
    {
        var json = _leaves.Write(entry, Next, Previous, _persons.Seal(entry, Next));
        LeafHash.Compute(json, _previous);
        Next++;
        return json;
    }
}
