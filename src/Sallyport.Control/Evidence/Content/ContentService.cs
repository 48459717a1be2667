using System.Security.Cryptography;
using System.Text.Json;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Capture;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Evidence.Content;

/// <summary>Opens kept texts for people, each time with a reason that is in the record before a word is shown.</summary>
public sealed class ContentService(IContentStore store, IAuditStore audit, ILedgerStore ledger, ISubjectVault vault, TimeProvider time)
{
    private const int MaxReasonLength = 256;

    private static readonly JsonSerializerOptions Snake = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Problem NotKept { get; } = new("content_not_found", 404, "Nothing is kept of this exchange: audit.capture did not name it, it never left, or its time is over.");

    /// <param name="sequence">Number of a record of the exchange: the x-audit-seq of its answer.</param>
    /// <param name="reason">Why.</param>
    /// <returns>The texts; or <c>invalid_input</c>, <c>record_not_found</c>, <c>content_not_found</c>, <c>audit_unavailable</c>, <c>store_unavailable</c>.</returns>
    public async ValueTask<Result<ContentView>> ReadAsync(long sequence, string? reason, string actor, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReasonLength || reason.Any(char.IsControl)) return Problem.Invalid(["reason: must be 1 to 256 characters on one line."]);
        try
        {
            if (await ledger.ReadAsync(sequence, 1, cancellation) is not [{ Json.IsEmpty: false } stored] || stored.Sequence != sequence || stored.Read().Entry is not { Endpoint: not null } entry)
                return new Problem("record_not_found", 404, "The log has no record of an exchange with this number.");
            var pieces = await store.FindAsync(entry.ExchangeId, cancellation);
            if (pieces.Count == 0) return NotKept;

            var read = AuditEntry.OfAction(time.GetUtcNow(), "content.read") with
            {
                Actor = actor, Decision = Decision.Allowed, TargetType = "exchange", Target = entry.ExchangeId.ToString(), Approval = new AuditApproval([actor], reason),
            };
            try
            {
                await audit.AppendAsync(read, cancellation);
            }
            catch (StoreUnavailableException)
            {
                return Problem.AuditUnavailable; // no record, no reading
            }

            return await OpenAsync(pieces, cancellation);
        }
        catch (StoreUnavailableException)
        {
            return Problem.StoreUnavailable;
        }
    }

    private async ValueTask<ContentView> OpenAsync(IReadOnlyList<ContentPiece> pieces, CancellationToken cancellation)
    {
        var first = pieces[0];
        var leaves = await audit.ListAsync(new AuditQuery(ExchangeId: first.ExchangeId), cancellation);
        var digests = leaves.Where(l => !l.Json.IsEmpty).Select(l => l.Read().Entry.ContentDigest).Where(d => !d.IsEmpty).ToArray();
        var key = await vault.FindAsync(first.Subject, cancellation);
        var halves = pieces.ToDictionary(p => p.Side, p => key is null ? null : HalfOf(p, key, digests));
        return new ContentView(first.ExchangeId, first.At, pieces.Max(p => p.KeptUntil), key is null, halves.GetValueOrDefault(ContentSide.Request), halves.GetValueOrDefault(ContentSide.Answer));
    }

    /// <returns>Null if it was changed or moved since it was sealed.</returns>
    private ContentHalf? HalfOf(ContentPiece piece, SubjectKey key, ReadOnlyMemory<byte>[] digests)
    {
        if (ContentText.Open(key, ledger.Origin, piece) is not { } text || JsonSerializer.Deserialize<Kept>(text, Snake) is not { } kept) return null;
        var digest = key.DigestOf(text);
        return new ContentHalf(digests.Any(d => CryptographicOperations.FixedTimeEquals(d.Span, digest)), kept.Truncated, kept.Texts);
    }

    private sealed record Kept(IReadOnlyList<ContentPart> Texts, bool Truncated);
}
