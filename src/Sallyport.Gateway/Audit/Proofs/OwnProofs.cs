using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Ledger.Leaves;

namespace Sallyport.Gateway.Audit.Proofs;

/// <summary>Answers <c>GET /audit/proof/{seq}</c>: proof for the holder of a key that an exchange of that very key is in the log.</summary>
/// <remarks>
/// The answer holds the leaf's hash and not the leaf, which names detectors and upstreams that are the operator's business. It binds the operator all the same:
/// the leaf that he shows later must have this hash. Somebody else's record and one that is not there get the same answer.
/// </remarks>
internal sealed class OwnProofs(ILedgerStore ledger, LeafProver prover, TimeProvider time)
{
    /// <summary>A key may ask for so many at once, and for one more each second: a proof walks the tree.</summary>
    public const int Burst = 30;

    private const string Prefix = "/audit/proof/";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>By key: when it will have paid for what it asked, in ticks of the monotonic clock.</summary>
    private readonly ConcurrentDictionary<string, long> _paid = new(StringComparer.Ordinal);

    /// <summary>True for a path that asks for a proof.</summary>
    public static bool Matches(string path) => path.StartsWith(Prefix, StringComparison.Ordinal) && TryRead(path, out _);

    /// <returns>Null once written; or 404 <c>record_not_found</c>, 409 <c>proof_not_ready</c>, 429 <c>too_many_proofs</c>, 503 <c>audit_unavailable</c>.</returns>
    /// <exception cref="InvalidDataException">The log lacks a tile or a leaf.</exception>
    public async ValueTask<Rejection?> WriteAsync(Exchange exchange, Caller caller)
    {
        if (!TryTake(caller.KeyId)) return Rejection.TooManyProofs;
        if (!TryRead(exchange.Request.Path.Value!, out var sequence)) return Rejection.RecordNotFound;
        try
        {
            if (await ledger.ReadAsync(sequence, 1, exchange.Aborted) is not [{ Json.IsEmpty: false } stored] || stored.Sequence != sequence || !IsOf(stored.Read().Entry, caller)) return Rejection.RecordNotFound;
            if (await prover.FindAsync(sequence, exchange.Aborted) is not { } proven) return Rejection.ProofNotReady;
            var hash = new byte[LeafHash.Size];
            LeafHash.Compute(proven.Leaf.Json.Span, hash);
            var text = Encoding.UTF8.GetBytes((proven.Proof with { Extra = hash }).Format());
            exchange.SetHeader("x-sallyport-request-id", exchange.RequestId);
            exchange.Start(200, "text/plain; charset=utf-8", text.Length);
            exchange.Output.Write(text);
            await exchange.FlushAsync();
            return null;
        }
        catch (StoreUnavailableException)
        {
            return Rejection.AuditUnavailable;
        }
    }

    private static bool IsOf(AuditEntry entry, Caller caller) => entry.KeyId == caller.KeyId && (entry.Type is AuditEntryType.Intent or AuditEntryType.Result or AuditEntryType.Interrupted);

    private static bool TryRead(string path, out long sequence) => long.TryParse(path.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out sequence);

    private bool TryTake(string keyId)
    {
        while (true)
        {
            var now = time.GetElapsedTime(0).Ticks;
            var paid = _paid.GetOrAdd(keyId, now);
            var next = Math.Max(paid, now) + Every.Ticks;
            if (next - now > Burst * Every.Ticks) return false;
            if (_paid.TryUpdate(keyId, next, paid)) return true;
        }
    }
}
