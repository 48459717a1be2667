using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Configuration;
using Sallyport.Storage;

namespace Sallyport.CrashProbe;

/// <summary>Times appends: entries a second, latency, CPU and bytes allocated for each entry.</summary>
internal static class Measurement
{
    public static async Task<int> AtFullSpeedAsync(string directory, int entries, int appenders)
    {
        using var data = await OpenAsync(directory);
        await RunAsync(data.Audit, Math.Min(entries, 20_000), appenders); // warms up
        Report(await RunAsync(data.Audit, entries, appenders));
        return 0;
    }

    /// <summary>The same loop without appending is timed first, and its CPU taken off: a timer costs more than an append.</summary>
    public static async Task<int> AtRateAsync(string directory, int entries, int perSecond)
    {
        using var data = await OpenAsync(directory);
        await RunAsync(data.Audit, 200_000, 8);
        await PaceAsync(entries / 4, perSecond, _ => default);
        var bare = await PaceAsync(entries, perSecond, _ => default);
        var full = await PaceAsync(entries, perSecond, entry => data.Audit.AppendAsync(entry, CancellationToken.None));
        Report(full with { Cpu = full.Cpu - bare.Cpu });
        return 0;
    }

    private static async Task<Result> PaceAsync(int entries, int perSecond, Func<AuditEntry, ValueTask<long>> append)
    {
        using var process = Process.GetCurrentProcess();
        var latencies = new long[entries];
        var cpu = process.TotalProcessorTime;
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < entries; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond) - Stopwatch.GetElapsedTime(start);
            if (due > TimeSpan.Zero) await Task.Delay(due);
            var intent = SampleEntries.Intent();
            var at = Stopwatch.GetTimestamp();
            await append(intent);
            latencies[i] = Stopwatch.GetTimestamp() - at;
        }

        process.Refresh();
        return new Result(entries, Stopwatch.GetElapsedTime(start), process.TotalProcessorTime - cpu, 0, latencies);
    }

    private static async Task<DataDirectory> OpenAsync(string directory)
    {
        var startup = StartupOptions.Read(Environment.GetEnvironmentVariable, new ConfigurationProblems("environment")); // SALLYPORT_DATABASE_URL: PostgreSQL instead of SQLite
        var settings = new StorageSettings(Path.GetFullPath(directory), startup.Database);
        var data = await DataDirectory.OpenAsync(settings, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await data.Audit.CloseInterruptedAsync(TimeProvider.System.GetUtcNow(), CancellationToken.None);
        return data;
    }

    private static async Task<Result> RunAsync(IAuditStore audit, int entries, int appenders)
    {
        using var process = Process.GetCurrentProcess();
        var each = entries / appenders / 2;
        var latencies = new long[appenders * each];
        var cpu = process.TotalProcessorTime;
        var bytes = GC.GetTotalAllocatedBytes();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, appenders).Select(n => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++)
            {
                var intent = SampleEntries.Intent();
                var at = Stopwatch.GetTimestamp();
                var sequence = await audit.AppendAsync(intent, CancellationToken.None);
                latencies[(n * each) + i] = Stopwatch.GetTimestamp() - at;
                await audit.AppendAsync(SampleEntries.Result(intent, sequence), CancellationToken.None);
            }
        })));
        process.Refresh();
        return new Result(appenders * each * 2, Stopwatch.GetElapsedTime(start), process.TotalProcessorTime - cpu, GC.GetTotalAllocatedBytes() - bytes, latencies);
    }

    private static void Report(Result result)
    {
        Array.Sort(result.Latencies);
        double At(double share) => result.Latencies[(int)(share * (result.Latencies.Length - 1))] * 1000.0 / Stopwatch.Frequency;
        Console.WriteLine(
            $"{result.Entries} entries, {result.Entries / result.Elapsed.TotalSeconds:F0}/s, p50 {At(0.5):F3} ms, p99 {At(0.99):F3} ms, max {At(1):F3} ms, "
            + $"CPU {result.Cpu.TotalMicroseconds / result.Entries:F2} us/entry, {result.Bytes / result.Entries} bytes/entry");
    }

    private sealed record Result(int Entries, TimeSpan Elapsed, TimeSpan Cpu, long Bytes, long[] Latencies);
}
