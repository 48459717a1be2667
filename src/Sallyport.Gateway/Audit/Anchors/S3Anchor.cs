using System.Globalization;
using System.Security.Cryptography;
using Sallyport.Gateway.Audit.Export.Sinks;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Verification;

namespace Sallyport.Gateway.Audit.Anchors;

/// <summary>Keeps each checkpoint as an object of its own, named by its size and its hash, so that no second history overwrites the first; locked if the configuration says so.</summary>
/// <remarks>The object <c>checkpoint</c> names the newest for the gateway itself. It is written again and again and proves nothing.</remarks>
internal sealed class S3Anchor(S3AnchorTarget target, TimeSpan timeout, TimeProvider time) : IAnchor
{
    private const string Newest = "checkpoint", Folder = "checkpoints/";
    private const int AtOnce = 16;

    private readonly S3Bucket _bucket = new(target.Bucket, timeout, time);

    public async ValueTask<ReadOnlyMemory<byte>?> LastAsync(CancellationToken cancellation) =>
        await _bucket.GetAsync(Newest, SignedNote.MaxBytes, cancellation) is { } note ? new ReadOnlyMemory<byte>(note) : default(ReadOnlyMemory<byte>?); // a plain null would become an empty note

    public async ValueTask PutAsync(StoredCheckpoint checkpoint, CancellationToken cancellation)
    {
        if (await LastAsync(cancellation) is { } last && last.Span.SequenceEqual(checkpoint.Note.Span)) return; // where there are versions, again would be one more
        var hash = Convert.ToHexStringLower(SHA256.HashData(checkpoint.Note.Span).AsSpan(0, 8));
        await _bucket.PutAsync(string.Create(CultureInfo.InvariantCulture, $"{Folder}{checkpoint.Size:D20}-{hash}"), checkpoint.Note, cancellation);
        await _bucket.PutAsync(Newest, checkpoint.Note, cancellation, mayChange: true);
    }

    public async ValueTask<IReadOnlyList<OutsideCheckpoint>> ReadAsync(CancellationToken cancellation)
    {
        var kept = new List<OutsideCheckpoint>();
        foreach (var some in (await _bucket.ListAsync(Folder, cancellation)).Chunk(AtOnce))
        {
            var notes = await Task.WhenAll(some.Select(async o => (o.Path, Note: await _bucket.GetAsync(o.Path, SignedNote.MaxBytes, cancellation, o.Version))));
            kept.AddRange(notes.Where(n => n.Note is not null).Select(n => new OutsideCheckpoint($"s3://{target.Bucket.Bucket}/{target.Bucket.Prefix}{n.Path}", n.Note)));
        }

        return kept;
    }

    public void Dispose() => _bucket.Dispose();
}
