using Sallyport.Gateway.Audit.Export;
using Sallyport.Ledger.Archives;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Verification;

namespace Sallyport.Gateway.Audit.Anchors;

/// <summary>Appends checkpoints to a file: signed notes one after the other, each followed by an empty line. Meant for a file that can only be appended to, or that lies on another host.</summary>
internal sealed class FileAnchor(FileAnchorTarget target) : IAnchor
{
    private static ReadOnlySpan<byte> End => "\n"u8;

    public async ValueTask<ReadOnlyMemory<byte>?> LastAsync(CancellationToken cancellation)
    {
        if (!File.Exists(target.Path)) return null;
        await using var file = new FileStream(target.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length == 0) return null;
        file.Seek(-Math.Min(file.Length, 2 * SignedNote.MaxBytes), SeekOrigin.End); // the last note is whole in it
        var tail = new byte[file.Length - file.Position];
        await file.ReadExactlyAsync(tail, cancellation);
        return OutsideCheckpoint.Split(target.Path, tail) is [.., { } last] && SignedNote.TryParse(last.Note.Span, out _)
            ? last.Note
            : throw new ExportFaultException("the file does not end with a checkpoint: keep it for whoever looks into this, and name a new one");
    }

    public async ValueTask PutAsync(StoredCheckpoint checkpoint, CancellationToken cancellation)
    {
        if (await LastAsync(cancellation) is { } last && last.Span.SequenceEqual(checkpoint.Note.Span)) return;
        var isNew = !File.Exists(target.Path);
        if (isNew) Directory.CreateDirectory(Path.GetDirectoryName(target.Path)!);
        using (var file = new FileStream(target.Path, new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 }))
        {
            var before = file.Length;
            try
            {
                file.Write([.. checkpoint.Note.Span, .. End]);
                file.Flush(flushToDisk: true);
            }
            catch (IOException) when (file.Length > before)
            {
                file.SetLength(before); // half a note would make the next one unreadable; a file that only grows refuses this, and then says so
                throw;
            }
        }

        if (isNew) DurableFile.Flush(Path.GetDirectoryName(target.Path)!);
    }

    public ValueTask<IReadOnlyList<OutsideCheckpoint>> ReadAsync(CancellationToken cancellation) => new(OutsideCheckpoint.Split(target.Path, File.ReadAllBytes(target.Path)));

    public void Dispose()
    {
        // holds nothing open
    }
}
