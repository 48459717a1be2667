using System.IO.Pipelines;
using System.Text.Json;
using Sallyport.Gateway.Audit;

namespace Sallyport.Control.Evidence;

/// <summary>Writes the record out as newline-delimited JSON, newest first, and records that it did.</summary>
public sealed class AuditExporter(IAuditStore audit, TimeProvider time)
{
    private const int PageSize = 1_000;

    /// <summary>Writes every match but not more than there were when it began. The caller completes the writer.</summary>
    /// <param name="query">Its limit does not count: an export is complete.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="Gateway.Authentication.StoreUnavailableException">The export could not be recorded, or the store stopped answering.</exception>
    public async ValueTask<long> ExportAsync(AuditQuery query, PipeWriter output, string actor, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var begun = new AuditEntry { Type = AuditEntryType.Admin, ExchangeId = Guid.CreateVersion7(now), At = now, Action = "audit.exported", Actor = actor, Decision = Decision.Allowed };
        var sequence = await audit.AppendAsync(begun, cancellation);

        await using var json = new Utf8JsonWriter(output, AuditJson.WriterOptions);
        var written = 0L;
        var page = query with { Before = Math.Min(query.Before ?? long.MaxValue, sequence), Limit = PageSize };
        while (true)
        {
            var entries = await audit.ListAsync(page, cancellation);
            foreach (var entry in entries) AuditJson.WriteLine(output, json, entry);
            written += entries.Count;
            if ((await output.FlushAsync(cancellation)).IsCompleted || entries.Count < PageSize) return written;
            page = page with { Before = entries[^1].Sequence };
        }
    }
}
