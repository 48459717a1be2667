using System.Buffers;
using System.IO.Pipelines;
using Sallyport.Gateway.Audit;

namespace Sallyport.Control.Evidence;

/// <summary>Writes the record out as newline-delimited JSON, newest first, and records that it did.</summary>
public sealed class AuditExporter(IAuditStore audit, AuditReads reads)
{
    private const int PageSize = 1_000;

    /// <summary>Writes every match but not more than there were when it began. The caller completes the writer.</summary>
    /// <param name="query">Its limit does not count: an export is complete.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="Gateway.Authentication.StoreUnavailableException">The export could not be recorded, or the store stopped answering.</exception>
    public async ValueTask<long> ExportAsync(AuditQuery query, PipeWriter output, string actor, CancellationToken cancellation)
    {
        var sequence = await reads.AppendAsync("audit.exported", query, actor, cancellation);
        var written = 0L;
        var page = query with { Before = Math.Min(query.Before ?? long.MaxValue, sequence), Limit = PageSize };
        while (true)
        {
            var leaves = await audit.ListAsync(page, cancellation);
            foreach (var leaf in leaves)
            {
                output.Write(leaf.Json.Span);
                output.Write("\n"u8);
            }

            written += leaves.Count;
            if ((await output.FlushAsync(cancellation)).IsCompleted || leaves.Count < PageSize) return written;
            page = page with { Before = leaves[^1].Sequence };
        }
    }
}
