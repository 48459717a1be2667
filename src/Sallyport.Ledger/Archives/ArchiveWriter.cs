using System.Text;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;

namespace Sallyport.Ledger.Archives;

/// <summary>Writes a log as a tree of files that any tlog-tiles client can read, and that a web server can serve as it is. One writer at a time.</summary>
/// <remarks>
/// Every file is durable before the method returns. Do it in this order: leaves, then the checkpoint over them. After a crash in between, appending the same
/// leaves again writes the same files. Besides what C2SP names, <c>checkpoints/</c> keeps every signed checkpoint, under its size in twenty digits.
/// </remarks>
public sealed class ArchiveWriter : ITileStore
{
    private readonly string _folder;
    private readonly ArchiveReader _reader;

    /// <param name="folder">Made if it does not exist.</param>
    public ArchiveWriter(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _folder = Path.GetFullPath(folder);
        _reader = new ArchiveReader(_folder);
    }

    /// <summary>Leaves in the archive. Reads the names of all bundles.</summary>
    public long Size => ArchiveLayout.SizeOf(_folder);

    /// <summary>Adds leaves at the end: their bundles and the tiles of all levels.</summary>
    /// <param name="from">Leaves in the archive before; or fewer, to repeat what a crash cut short.</param>
    /// <param name="leaves">What follows.</param>
    /// <exception cref="InvalidDataException">The archive is damaged or shorter than <paramref name="from"/>.</exception>
    public void Append(long from, IReadOnlyList<ArchivedLeaf> leaves)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        var at = 0;
        while (at < leaves.Count)
        {
            var (index, kept) = Math.DivRem(from + at, TileCoordinate.FullWidth);
            var taken = (int)Math.Min(TileCoordinate.FullWidth - kept, leaves.Count - at);
            var records = kept == 0 ? [] : _reader.ReadBundle(index, (int)kept).ToList();
            records.AddRange(leaves.Skip(at).Take(taken).Select(l => l.Json));
            DurableFile.Write(ArchiveLayout.PathOf(_folder, TileCoordinate.Entries(index, (int)kept + taken)), EntryBundle.Encode(records));
            at += taken;
        }

        var hashes = new byte[leaves.Count * LeafHash.Size];
        for (var i = 0; i < leaves.Count; i++) leaves[i].Hash.Span.CopyTo(hashes.AsSpan(i * LeafHash.Size, LeafHash.Size));
        TileWriter.Append(this, from, hashes);
    }

    /// <summary>Keeps a signed checkpoint, or the same one with more cosignatures, and makes the largest the current one. Narrower partial files that it makes needless are removed.</summary>
    /// <exception cref="InvalidDataException">Not a checkpoint, or another one of this size is kept: the log would have forked.</exception>
    public void WriteCheckpoint(SignedNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        if (!Checkpoint.TryParse(note.Text, out var checkpoint)) throw new InvalidDataException("not a checkpoint of three lines");
        var path = ArchiveLayout.PathOf(_folder, checkpoint.Size);
        if (File.Exists(path) && (!SignedNote.TryParse(File.ReadAllBytes(path), out var kept) || kept.Text != note.Text))
            throw new InvalidDataException($"another checkpoint of size {checkpoint.Size} is kept already");
        DurableFile.Write(path, note.ToBytes());

        var current = Path.Combine(_folder, ArchiveLayout.Checkpoint);
        if (!File.Exists(current) || !SignedNote.TryParse(File.ReadAllBytes(current), out var old) || !Checkpoint.TryParse(old.Text, out var last) || last.Size <= checkpoint.Size)
            DurableFile.Write(current, note.ToBytes());
        for (var level = TileCoordinate.EntriesLevel; level <= TileCoordinate.MaxLevel; level++) RemoveNarrower(checkpoint.Size, level);
    }

    /// <summary>Replaces records by tombstones; their hashes stay in the tiles, so every proof still holds. The log must hold an <c>audit.pruned</c> leaf that says so.</summary>
    /// <param name="from">First leaf.</param>
    /// <param name="to">Last leaf, included.</param>
    public void Prune(long from, long to)
    {
        for (var index = from / TileCoordinate.FullWidth; index <= to / TileCoordinate.FullWidth; index++)
        {
            foreach (var width in ArchiveLayout.WidthsAt(_folder, TileCoordinate.EntriesLevel, index))
            {
                var records = _reader.ReadBundle(index, width).ToArray();
                var first = index * TileCoordinate.FullWidth;
                for (var i = 0; i < records.Length; i++)
                    if (first + i >= from && first + i <= to) records[i] = default;
                DurableFile.Write(ArchiveLayout.PathOf(_folder, TileCoordinate.Entries(index, width)), EntryBundle.Encode(records));
            }
        }
    }

    /// <inheritdoc/>
    public bool TryRead(TileCoordinate tile, Span<byte> hashes) => _reader.TryReadTile(tile, hashes);

    /// <inheritdoc/>
    public void Write(TileCoordinate tile, ReadOnlySpan<byte> hashes) => DurableFile.Write(ArchiveLayout.PathOf(_folder, tile), hashes);

    private void RemoveNarrower(long size, int level)
    {
        // The place that the checkpoint's tree ends in, and the one before it, which may just have become full.
        var last = TileCoordinate.HashesAt(level, size) / TileCoordinate.FullWidth;
        for (var index = Math.Max(0, last - 1); index <= last; index++)
        {
            var wanted = TileCoordinate.In(size, level, index).Width;
            var widths = ArchiveLayout.WidthsAt(_folder, level, index);
            if (!widths.Contains(wanted)) continue;
            foreach (var width in widths.Where(w => w < wanted)) DurableFile.Remove(ArchiveLayout.PathOf(_folder, new TileCoordinate(level, index, width)));
        }
    }
}
