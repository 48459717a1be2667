using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Sallyport.Gateway.Audit;
using Sallyport.Ledger.Archives;
using Sallyport.Ledger.Leaves;
using Sallyport.Storage.Files;

namespace Sallyport.Storage.Mirror;

/// <summary>The leaves of a log in files that only grow: segments of about 64 MiB, named after their first leaf. For one thread, but for reading.</summary>
/// <remarks>A segment begins with two lines, <c>sallyport-leaves.v1</c> and the log's name; then leaves as <see cref="LeafBatch"/> frames them. What a crash has torn at the end is cut off when the file is opened.</remarks>
internal sealed class MirrorFile : IDisposable
{
    private const string Suffix = ".leaves", Format = "sallyport-leaves.v1\n";
    private const long SegmentBytes = 64 * 1024 * 1024;
    private const int MostJson = 1024 * 1024;

    private readonly string _directory;
    private readonly byte[] _header;
    private readonly byte[] _lastHash = new byte[LeafHash.Size];
    private SafeFileHandle? _file;
    private string _path = "";
    private long _length;
    private FileIdentity? _identity;

    /// <exception cref="IOException">The device does not answer.</exception>
    /// <exception cref="InvalidDataException">These are leaves of another log, or not leaves.</exception>
    /// <param name="end">Leaves from this place on are cut off; null to keep all that are whole.</param>
    public MirrorFile(string directory, string origin, long? end = null)
    {
        (_directory, _header) = (directory, HeaderOf(origin));
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var segments = Segments(directory);
        First = segments.Count == 0 ? 0 : segments[0].First;
        if (segments.Count > 0) OpenLast(segments[^1], end ?? long.MaxValue);
    }

    /// <summary>Place of the first leaf held.</summary>
    public long First { get; private set; }

    /// <summary>Place after the last leaf held.</summary>
    public long Next { get; private set; }

    public bool IsEmpty => Next == First;

    /// <summary>Hash of the last leaf held; empty if there is none.</summary>
    public ReadOnlySpan<byte> LastHash => Next == First ? default : _lastHash;

    /// <summary>Adds leaves, durable when this returns.</summary>
    /// <exception cref="IOException">They are not. Open the file anew before the next write.</exception>
    public void Append(LeafBatch batch)
    {
        if (_file is null || _length > SegmentBytes) StartSegment(batch.First);
        else if (batch.First != Next) throw new InvalidOperationException("Leaves of the second device have no gaps.");
        var bytes = batch.Bytes;
        RandomAccess.Write(_file!, bytes, _length);
        RandomAccess.FlushToDisk(_file!);
        _length += bytes.Length;
        (Next, var at) = (batch.Next, 0);
        for (var left = bytes; !left.IsEmpty; left = left[at..])
        {
            at = LeafBatch.FrameBytes + BinaryPrimitives.ReadInt32LittleEndian(left);
            if (at == left.Length) left.Slice(12, LeafHash.Size).CopyTo(_lastHash);
        }
    }

    /// <summary>Leaves from a place on, in order.</summary>
    public static IEnumerable<StoredLeaf> Read(string directory, string origin, long from)
    {
        var segments = Segments(directory);
        var start = HeaderOf(origin).Length;
        for (var i = 0; i < segments.Count; i++)
        {
            if (i + 1 < segments.Count && segments[i + 1].First <= from) continue;
            using var file = File.OpenHandle(segments[i].Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var sequence = segments[i].First;
            for (long at = start; ReadFrame(file, at, sequence) is { } json; at += LeafBatch.FrameBytes + json.Length)
            {
                if (sequence++ < from) continue;
                yield return new StoredLeaf(sequence - 1, json);
            }
        }
    }

    /// <returns>One word if the file is not what was written through this object; null if it is.</returns>
    public string? Inspect()
    {
        if (_file is null) return null;
        if (FileIdentity.Of(_path) is not { } identity) return "mirror_deleted";
        if (identity != _identity) return "mirror_replaced";
        if (FileIdentity.IsReadOnly(_path)) return "mirror_read_only";
        return RandomAccess.GetLength(_file) < _length || !LastIsThere() ? "mirror_rewound" : null;
    }

    public void Dispose() => _file?.Dispose();

    private bool LastIsThere()
    {
        if (Next == First) return true;
        // The tail is read back by walking from a place that is known: its last frame is found by its hash at the end of the bytes written.
        var window = (int)Math.Min(_length - _header.Length, MostJson / 8);
        var tail = new byte[window];
        var read = RandomAccess.Read(_file!, tail, _length - window);
        var at = tail.AsSpan(0, read).LastIndexOf(_lastHash);
        if (read < window || at < 12) return false;
        Span<byte> hash = stackalloc byte[LeafHash.Size];
        LeafHash.Compute(tail.AsSpan(at + LeafHash.Size), hash);
        return hash.SequenceEqual(_lastHash);
    }

    private static byte[] HeaderOf(string origin) => Encoding.UTF8.GetBytes(Format + origin + "\n");

    private static List<(long First, string Path)> Segments(string directory) =>
    [
        .. Directory.EnumerateFiles(directory, "*" + Suffix)
            .Select(p => (First: long.Parse(Path.GetFileNameWithoutExtension(p), NumberStyles.None, CultureInfo.InvariantCulture), p))
            .OrderBy(s => s.First),
    ];

    private void OpenLast((long First, string Path) segment, long end)
    {
        var file = File.OpenHandle(segment.Path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            var header = new byte[_header.Length];
            var read = RandomAccess.Read(file, header, 0);
            if (read == _header.Length && !header.AsSpan().SequenceEqual(_header)) throw new InvalidDataException($"{segment.Path} holds leaves of another log.");
            if (read < _header.Length)
            {
                RandomAccess.Write(file, _header, 0); // torn while it was begun
                RandomAccess.SetLength(file, _header.Length);
            }

            var (at, next) = ((long)_header.Length, segment.First);
            for (; next < end && ReadFrame(file, at, next) is { } json; next++)
            {
                LeafHash.Compute(json, _lastHash);
                at += LeafBatch.FrameBytes + json.Length;
            }

            if (RandomAccess.GetLength(file) > at) RandomAccess.SetLength(file, at); // what a crash tore was never acknowledged
            RandomAccess.FlushToDisk(file);
            (_file, _path, _length, Next) = (file, segment.Path, at, next);
            _identity = FileIdentity.Of(_path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void StartSegment(long first)
    {
        if (_file is null) First = first;
        _file?.Dispose();
        _path = Path.Combine(_directory, first.ToString("D16", CultureInfo.InvariantCulture) + Suffix);
        _file = File.OpenHandle(_path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        RandomAccess.Write(_file, _header, 0);
        RandomAccess.FlushToDisk(_file);
        DurableFile.Flush(_directory);
        (_length, Next, _identity) = (_header.Length, first, FileIdentity.Of(_path));
    }

    /// <returns>The JSON of a whole leaf whose hash holds and whose number is the one expected; null if there is none.</returns>
    private static byte[]? ReadFrame(SafeFileHandle file, long at, long sequence)
    {
        Span<byte> frame = stackalloc byte[LeafBatch.FrameBytes], hash = stackalloc byte[LeafHash.Size];
        if (RandomAccess.Read(file, frame, at) < frame.Length) return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(frame);
        if (length is < 2 or > MostJson || BinaryPrimitives.ReadInt64LittleEndian(frame[4..]) != sequence) return null;
        var json = new byte[length];
        if (RandomAccess.Read(file, json, at + frame.Length) < length) return null;
        LeafHash.Compute(json, hash);
        return hash.SequenceEqual(frame.Slice(12, LeafHash.Size)) ? json : null;
    }
}
