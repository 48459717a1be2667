using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Sallyport.Gateway.Audit;

namespace Sallyport.Storage.Ledger;

/// <summary>Counts exchanges without a record: in memory exactly, and in a file whose space is taken beforehand, so that the count survives a kill on a full disk.</summary>
/// <remarks>
/// Each count overwrites the same few bytes in place; a kill loses none of them, a power cut those since the last sync (at most a second).
/// Layout, little-endian: "SPGAP1\n\0", count, first and last time in ticks, how many ids, cause in 24 bytes; from byte 64 on the ids of exchanges of which the log must still be asked.
/// </remarks>
internal sealed class GapFile : IGapCounter, IDisposable
{
    public const string FileName = "sallyport.gap";

    private const int HeadBytes = 64, MostIds = 16_384 + 512, CauseAt = 40, CauseBytes = 24;

    private readonly string _path;
    private readonly Lock _gate = new();
    private readonly List<Guid> _uncertain = [];
    private SafeFileHandle? _file;
    private long _count;
    private DateTimeOffset _from, _to;
    private string _cause = "";
    private bool _isDirty;

    /// <summary>Takes over what an earlier process had counted and could not write.</summary>
    public GapFile(string directory)
    {
        _path = Path.Combine(directory, FileName);
        if (File.Exists(_path)) Load();
    }

    private static ReadOnlySpan<byte> Magic => "SPGAP1\n\0"u8;

    public long Waiting
    {
        get
        {
            lock (_gate) return _count;
        }
    }

    /// <summary>Takes the file's space, while there is some.</summary>
    /// <returns>False if it could not: then counting goes on in memory alone.</returns>
    public bool TryPrepare()
    {
        lock (_gate)
        {
            if (_file is not null) return true;
            try
            {
                var file = File.OpenHandle(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
                if (RandomAccess.GetLength(file) < HeadBytes + (16 * MostIds))
                {
                    RandomAccess.Write(file, new byte[HeadBytes + (16 * MostIds)], 0); // written, not only allocated: overwriting needs no more space
                    RandomAccess.FlushToDisk(file);
                }

                _file = file;
                WriteAll();
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    public void Count(Guid exchange, DateTimeOffset at, string cause, bool mayBeWritten)
    {
        lock (_gate)
        {
            if (_count == 0) (_from, _cause) = (at, cause);
            if (at < _from) _from = at;
            if (at > _to) _to = at;
            _count++;
            if (mayBeWritten && _uncertain.Count < MostIds) _uncertain.Add(exchange);
            TryWrite(mayBeWritten);
        }
    }

    /// <summary>Syncs what was counted since the last call.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_file is null || !_isDirty) return;
            _isDirty = false;
            try
            {
                RandomAccess.FlushToDisk(_file);
            }
            catch (IOException)
            {
                // in memory it is exact
            }
        }
    }

    /// <summary>Writes the gap entry for what was counted so far, if there is anything.</summary>
    /// <returns>What the entry says; null if nothing was to say.</returns>
    /// <exception cref="Gateway.Authentication.StoreUnavailableException">The log cannot be written yet; nothing is forgotten.</exception>
    public async ValueTask<AuditGap?> CloseAsync(IAuditStore audit, TimeProvider time, CancellationToken cancellation)
    {
        AuditGap gap;
        Guid[] uncertain;
        lock (_gate)
        {
            if (_count == 0) return null;
            (gap, uncertain) = (new AuditGap(_from, _to, _count, _cause), [.. _uncertain]);
        }

        var recorded = 0;
        foreach (var exchange in uncertain)
            if ((await audit.ListAsync(new AuditQuery(ExchangeId: exchange, Limit: 1), cancellation)).Count > 0) recorded++;
        var said = gap with { Count = gap.Count - recorded };
        if (said.Count > 0 && !await IsWrittenAsync(audit, said, cancellation))
        {
            var now = time.GetUtcNow();
            await audit.AppendAsync(new AuditEntry { Type = AuditEntryType.Gap, ExchangeId = Guid.CreateVersion7(now), At = now, Gap = said }, cancellation);
        }

        lock (_gate)
        {
            _count -= gap.Count;
            _uncertain.RemoveRange(0, uncertain.Length);
            _from = gap.To;
            if (_count == 0) (_from, _to) = (default, default);
            TryWrite(all: true);
        }

        Flush();
        return said.Count > 0 ? said : null;
    }

    public void Dispose()
    {
        Flush();
        _file?.Dispose();
    }

    /// <summary>True if the process ended between writing the entry and clearing the file.</summary>
    private static async ValueTask<bool> IsWrittenAsync(IAuditStore audit, AuditGap gap, CancellationToken cancellation)
    {
        var last = await audit.ListAsync(new AuditQuery(From: gap.To, Type: AuditEntryType.Gap, Limit: 1), cancellation);
        return last.Count == 1 && last[0].Entry.Gap is { } written && written.Count == gap.Count && written.From == gap.From && written.To == gap.To;
    }

    private void TryWrite(bool all)
    {
        if (_file is null) return;
        try
        {
            if (all) WriteAll();
            else WriteHead();
            _isDirty = true;
        }
        catch (IOException)
        {
            // in memory it is exact
        }
    }

    private void WriteAll()
    {
        var ids = new byte[16 * _uncertain.Count];
        for (var i = 0; i < _uncertain.Count; i++) _uncertain[i].TryWriteBytes(ids.AsSpan(16 * i));
        if (ids.Length > 0) RandomAccess.Write(_file!, ids, HeadBytes);
        WriteHead();
    }

    private void WriteHead()
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        head.Clear();
        Magic.CopyTo(head);
        BinaryPrimitives.WriteInt64LittleEndian(head[8..], _count);
        BinaryPrimitives.WriteInt64LittleEndian(head[16..], _from.UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(head[24..], _to.UtcTicks);
        BinaryPrimitives.WriteInt64LittleEndian(head[32..], _uncertain.Count);
        Encoding.ASCII.GetBytes(_cause.AsSpan(0, Math.Min(_cause.Length, CauseBytes)), head[CauseAt..]);
        RandomAccess.Write(_file!, head, 0);
    }

    private void Load()
    {
        var bytes = File.ReadAllBytes(_path).AsSpan();
        if (bytes.Length < HeadBytes || !bytes.StartsWith(Magic)) return; // never finished: nothing was counted in it
        _count = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);
        _from = new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]), TimeSpan.Zero);
        _to = new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]), TimeSpan.Zero);
        _cause = Encoding.ASCII.GetString(bytes.Slice(CauseAt, CauseBytes)).TrimEnd('\0');
        var ids = BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]);
        for (var i = 0; i < ids && HeadBytes + (16 * (i + 1)) <= bytes.Length; i++) _uncertain.Add(new Guid(bytes.Slice(HeadBytes + (16 * i), 16)));
    }
}
