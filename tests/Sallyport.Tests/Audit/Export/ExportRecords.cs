using System.Buffers;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Audit.Export.Formats;
using Sallyport.Storage.Memory;
using Sallyport.Testing;

namespace Sallyport.Tests.Audit.Export;

/// <summary>Every naughty entry as it comes out of a log.</summary>
internal static class ExportRecords
{
    public static async Task<MemoryLedger> LogAsync()
    {
        var log = new MemoryLedger();
        foreach (var entry in NaughtyEntries.All()) await log.AppendAsync(entry, default);
        return log;
    }

    public static async Task<IReadOnlyList<ExportRecord>> InAsync(IRecordFormat format)
    {
        var records = new List<ExportRecord>();
        foreach (var stored in await (await LogAsync()).ReadAsync(0, 10_000, default))
        {
            var (leaf, output) = (stored.Read(), new ArrayBufferWriter<byte>());
            format.Write(leaf, stored.Json, output);
            records.Add(new ExportRecord(leaf, stored.Json, output.WrittenMemory));
        }

        return records;
    }
}
