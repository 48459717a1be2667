using System.Globalization;
using System.Runtime.CompilerServices;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Verification;

namespace Sallyport.Ledger.Archives;

/// <summary>Reads a log from a tree of files. Where a narrower partial file lies beside a wider one, it must be the beginning of it: no two stories.</summary>
public sealed class ArchiveReader : ILedgerSource, ITileStore
{
    private readonly string _folder;

    /// <param name="folder">The root of the archive.</param>
    public ArchiveReader(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _folder = Path.GetFullPath(folder);
        Size = ArchiveLayout.SizeOf(_folder);
    }

    /// <inheritdoc/>
    public long Size { get; }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IReadOnlyList<StoredLeaf>> ReadLeavesAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var first = 0L; first < Size; first += TileCoordinate.FullWidth)
        {
            cancellation.ThrowIfCancellationRequested();
            var width = (int)Math.Min(TileCoordinate.FullWidth, Size - first);
            var records = ReadBundle(first / TileCoordinate.FullWidth, width);
            var start = first;
            yield return [.. records.Select((json, i) => new StoredLeaf(start + i, json))];
            await Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadCheckpointsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var folder = Path.Combine(_folder, ArchiveLayout.Checkpoints);
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder).Where(f => !f.EndsWith(".tmp", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray() : [];
        byte[] last = [];
        foreach (var file in files)
        {
            last = await File.ReadAllBytesAsync(file, cancellation);
            var name = Path.GetFileName(file);
            if (!SignedNote.TryParse(last, out var note) || !Checkpoint.TryParse(note.Text, out var checkpoint) || name != checkpoint.Size.ToString("D20", CultureInfo.InvariantCulture))
                throw new InvalidDataException($"{ArchiveLayout.Checkpoints}/{name} is not a checkpoint of this size");
            yield return last;
        }

        var current = Path.Combine(_folder, ArchiveLayout.Checkpoint);
        var stated = File.Exists(current) ? await File.ReadAllBytesAsync(current, cancellation) : [];
        if (!stated.AsSpan().SequenceEqual(last)) throw new InvalidDataException($"{ArchiveLayout.Checkpoint} is not the last of {ArchiveLayout.Checkpoints}/");
    }

    /// <inheritdoc/>
    public bool TryReadTile(TileCoordinate tile, Span<byte> hashes)
    {
        var bytes = ReadAtLeast(tile);
        if (bytes is null) return false;
        bytes.AsSpan(0, hashes.Length).CopyTo(hashes);
        return true;
    }

    /// <inheritdoc/>
    bool ITileStore.TryRead(TileCoordinate tile, Span<byte> hashes) => TryReadTile(tile, hashes);

    /// <inheritdoc/>
    void ITileStore.Write(TileCoordinate tile, ReadOnlySpan<byte> hashes) => throw new NotSupportedException("an archive is changed through ArchiveWriter");

    /// <summary>The first records of a bundle.</summary>
    /// <exception cref="InvalidDataException">They are not there, or the file is damaged.</exception>
    internal IEnumerable<ReadOnlyMemory<byte>> ReadBundle(long index, int width)
    {
        byte[]? widest = null;
        IReadOnlyList<ReadOnlyMemory<byte>>? records = null;
        foreach (var stored in ArchiveLayout.WidthsAt(_folder, TileCoordinate.EntriesLevel, index))
        {
            var bundle = TileCoordinate.Entries(index, stored);
            var bytes = File.ReadAllBytes(ArchiveLayout.PathOf(_folder, bundle));
            if (!EntryBundle.TryDecode(bytes, stored, out var read)) throw new InvalidDataException($"{bundle.Path} is not a bundle of {stored} leaves");
            if (widest is not null && !widest.AsSpan().StartsWith(bytes)) throw new InvalidDataException($"{bundle.Path} differs from a wider file at its place");
            (widest, records) = (widest ?? bytes, records ?? read);
        }

        return records?.Count >= width ? records.Take(width) : throw new InvalidDataException($"{TileCoordinate.Entries(index, width).Path} is missing");
    }

    private byte[]? ReadAtLeast(TileCoordinate tile)
    {
        byte[]? widest = null;
        foreach (var width in ArchiveLayout.WidthsAt(_folder, tile.Level, tile.Index))
        {
            var stored = tile with { Width = width };
            var bytes = File.ReadAllBytes(ArchiveLayout.PathOf(_folder, stored));
            if (bytes.Length != width * LeafHash.Size) throw new InvalidDataException($"{stored.Path} is not a tile of {width} hashes");
            if (widest is not null && !widest.AsSpan().StartsWith(bytes)) throw new InvalidDataException($"{stored.Path} differs from a wider file at its place");
            widest ??= bytes;
        }

        return widest?.Length >= tile.Width * LeafHash.Size ? widest : null;
    }
}
