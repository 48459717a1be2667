using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.IntegrationTests.Faults;
using Sallyport.Storage;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Storage;

public sealed class CrashTests
{
    /// <summary>Of each of two logs. With those of a whole gateway (KillTests) 200; 1,000 in a thorough run.</summary>
    private static readonly int Kills = Environment.GetEnvironmentVariable("SALLYPORT_THOROUGH") == "1" ? 450 : 95;

    /// <summary>Two logs at once: most of the time goes into starting processes.</summary>
    [Fact]
    public Task No_acknowledged_entry_is_lost_by_a_kill_and_every_open_intent_is_closed() => Task.WhenAll(KillAgainAndAgainAsync(), KillAgainAndAgainAsync());

    private static async Task KillAgainAndAgainAsync()
    {
        using var scratch = new ScratchDirectory();
        var intents = new HashSet<long>();
        var results = new Dictionary<long, long>();
        var coming = Start(scratch.Path);
        for (var i = 0; i < Kills; i++)
        {
            var probe = coming;
            coming = Start(scratch.Path); // loads its code while this one writes, and waits for the word to begin
            foreach (var line in await AppendUntilKilledAsync(probe))
            {
                var words = line.Split(' ');
                if (words is ["intent", var intent] && long.TryParse(intent, out var sequence)) intents.Add(sequence);
                if (words is ["result", var result, var of] && long.TryParse(result, out sequence)) results[sequence] = long.Parse(of, CultureInfo.InvariantCulture);
            }
        }

        coming.Kill();
        await coming.WaitForExitAsync();
        coming.Dispose();

        using var data = await DataDirectory.OpenAsync(scratch.Path, TimeProvider.System, NullLoggerFactory.Instance, default);
        await data.Audit.CloseInterruptedAsync(TimeProvider.System.GetUtcNow(), default);
        Assert.Equal(0, await data.Audit.CloseInterruptedAsync(TimeProvider.System.GetUtcNow(), default));

        var stored = new Dictionary<long, AuditEntry>();
        for (var before = long.MaxValue; ;)
        {
            var page = await data.Audit.ListAsync(new AuditQuery(Before: before, Limit: 10_000), default);
            foreach (var entry in page) stored.Add(entry.Sequence, entry.Entry);
            if (page.Count < 10_000) break;
            before = page[^1].Sequence;
        }

        Assert.True(intents.Count > Kills, "the probe wrote nothing");
        Assert.All(intents, s => Assert.Equal(AuditEntryType.Intent, stored[s].Type));
        Assert.All(results, r => Assert.Equal((AuditEntryType.Result, r.Value), (stored[r.Key].Type, stored[r.Key].IntentSequence!.Value)));
        Assert.Equal(Enumerable.Range(0, stored.Count).Select(i => (long)i), stored.Keys.Order());

        var closings = stored.Values.Where(e => e.IntentSequence is not null).ToLookup(e => e.IntentSequence!.Value);
        Assert.All(stored.Where(e => e.Value.Type is AuditEntryType.Intent), intent => Assert.Single(closings[intent.Key]));
        Assert.Contains(stored.Values, e => e.Type is AuditEntryType.Interrupted);
        data.Dispose();
        await LogCheck.VerifyAsync(scratch.Path, intents.Concat(results.Keys));
    }

    private static Process Start(string directory)
    {
        var probe = Path.Combine(AppContext.BaseDirectory, "Sallyport.CrashProbe.dll");
        return Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            ArgumentList = { "exec", probe, "append", directory },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
    }

    /// <returns>The lines it printed before it was killed, at a random moment after the first.</returns>
    private static async Task<IReadOnlyCollection<string>> AppendUntilKilledAsync(Process process)
    {
        using var ended = process;
        var lines = new ConcurrentQueue<string>();
        var first = new TaskCompletionSource();
        await process.StandardInput.WriteLineAsync("begin");
        await process.StandardInput.FlushAsync();
        var reading = Task.Run(async () =>
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                lines.Enqueue(line);
                first.TrySetResult();
            }

            first.TrySetResult();
        });
        await first.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Task.Delay(RandomNumberGenerator.GetInt32(120)); // the moment is the point of the test
        process.Kill();
        await process.WaitForExitAsync();
        await reading;
        // The last line may have been cut off in the middle.
        return [.. lines.SkipLast(1)];
    }
}
