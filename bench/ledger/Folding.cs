using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit.ReadModels;
using Sallyport.Storage;

namespace Sallyport.LedgerBench;

/// <summary>Folds the whole log into the read models.</summary>
internal static class Folding
{
    public static async Task RunAsync(DataDirectory data, Results report)
    {
        using var projector = new UsageProjector(data.Ledger, data.ReadModels, ReadModelRetention.Default, TimeProvider.System, NullLogger<UsageProjector>.Instance);
        using var process = Process.GetCurrentProcess();
        var (since, cpu) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime);
        var reached = await projector.CatchUpAsync(TimeSpan.MaxValue, CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(since);
        process.Refresh();
        report.Add("folded", FormattableString.Invariant($"{reached.Folded:N0} leaves in {took.TotalSeconds:F1} s: {took.TotalMicroseconds / reached.Folded:F1} us each, {(process.TotalProcessorTime - cpu).TotalMicroseconds / reached.Folded:F1} us of CPU"));
    }
}
