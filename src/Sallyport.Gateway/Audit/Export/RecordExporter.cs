using System.Buffers;
using Sallyport.Gateway.Audit.Export.Formats;
using Sallyport.Gateway.Telemetry;

namespace Sallyport.Gateway.Audit.Export;

/// <summary>Reads records in order, puts them into the form that the receiver wants, and gives them to a sink in batches bounded in number and bytes.</summary>
internal sealed class RecordExporter(ExportDefinition definition, IExportSink sink, IRecordFormat format, ILedgerStore ledger, ExportProgress progress, GatewayMetrics metrics, TimeProvider time) : IExporter
{
    /// <summary>Receivers bound the size of a request; one record alone may be larger.</summary>
    private const int MaxBatchBytes = 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _text = new(64 * 1024);

    public async ValueTask<long> AdvanceAsync(long from, CancellationToken cancellation)
    {
        var leaves = await ledger.ReadAsync(from, definition.Batch, cancellation);
        var (records, next, pruned) = Prepare(leaves, from);
        if (next == from) return from;
        if (records.Count > 0)
        {
            using var limit = new CancellationTokenSource(definition.Timeout, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
            try
            {
                await sink.WriteAsync(records, both.Token);
            }
            catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
            {
                throw new ExportFaultException("timeout", null, e);
            }
        }

        progress.Wrote(records.Count, pruned);
        metrics.Exported(definition.Name, records.Count);
        return next;
    }

    public long Settled(long next) => sink.Settled(next);

    public ValueTask DisposeAsync() => sink.DisposeAsync();

    private (List<ExportRecord> Records, long Next, int Pruned) Prepare(IReadOnlyList<StoredLeaf> leaves, long from)
    {
        var (records, next, pruned) = (new List<ExportRecord>(leaves.Count), from, 0);
        _text.ResetWrittenCount();
        var ranges = new List<(Leaf Leaf, ReadOnlyMemory<byte> Json, int Start, int Length)>(leaves.Count);
        foreach (var stored in leaves)
        {
            if (stored.Json.IsEmpty)
            {
                pruned++; // retention was faster than this export: its hash is all there is
            }
            else
            {
                var (leaf, start) = (stored.Read(), _text.WrittenCount);
                format.Write(leaf, stored.Json, _text);
                ranges.Add((leaf, stored.Json, start, _text.WrittenCount - start));
            }

            next = stored.Sequence + 1;
            if (_text.WrittenCount >= MaxBatchBytes) break;
        }

        // Cut only now: the buffer moves while it grows.
        foreach (var (leaf, json, start, length) in ranges) records.Add(new ExportRecord(leaf, json, _text.WrittenMemory.Slice(start, length)));
        return (records, next, pruned);
    }
}
