using System.Diagnostics;
using Sallyport.Gateway.Admission;
using Sallyport.Storage.Memory;

namespace Sallyport.LedgerBench;

/// <summary>How many limit decisions a node makes a second, and what one costs.</summary>
internal static class Decisions
{
    private const int Holders = 1_000;

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(3);

    public static void Run(TextWriter output)
    {
        output.WriteLine($"{"counters of an exchange",-26}{"threads",8}{"exchanges/s",14}{"decisions/s",14}{"ns/exchange",13}{"bytes",7}");
        foreach (var threads in new[] { 1, Environment.ProcessorCount })
            foreach (var count in new[] { 1, 3, 6 }) Measure(output, count, threads);
    }

    /// <summary>Each exchange takes, says what it reserves, and settles: three entries of the lock.</summary>
    private static void Measure(TextWriter output, int count, int threads)
    {
        var counters = new LimitCounters(new MemoryLimitStore(), TimeProvider.System);
        var exchanges = Enumerable.Range(0, Holders).Select(h => All(h).Take(count).ToArray()).ToArray();
        Loop(counters, exchanges, 0, TimeSpan.FromSeconds(1)); // warm
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var began = Stopwatch.GetTimestamp();
        var done = new long[threads];
        var workers = Enumerable.Range(0, threads).Select(t => new Thread(() => done[t] = Loop(counters, exchanges, t * 31, Length))).ToArray();
        foreach (var worker in workers) worker.Start();
        foreach (var worker in workers) worker.Join();
        var (seconds, total) = (Stopwatch.GetElapsedTime(began).TotalSeconds, done.Sum());
        var bytes = (GC.GetTotalAllocatedBytes(precise: true) - before) / total;
        output.WriteLine($"{count,-26}{threads,8}{total / seconds,14:N0}{total * count / seconds,14:N0}{1e9 * seconds * threads / total,13:N0}{bytes,7}");
    }

    private static long Loop(LimitCounters counters, Counter[][] exchanges, int at, TimeSpan length)
    {
        var (most, used) = (new Amounts(1, 2_000, 8_000, 5_000_000), new Amounts(1, 700, 8_000, 1_200_000));
        var done = 0L;
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < length;)
        {
            for (var i = 0; i < 256; i++, done++)
            {
                var decided = counters.TryTakeAsync(exchanges[at++ % Holders], most, CancellationToken.None);
                using var take = (decided.IsCompletedSuccessfully ? decided.Result.Take : null) ?? throw new InvalidOperationException("A limit refused, or memory was not enough to decide: this measures nothing.");
                take.BeginRecording();
                take.Settle(used);
            }
        }

        return done;
    }

    private static readonly LimitRule[] Rules =
    [
        Rule("key-usd-month", LimitUnit.NanoUsd, LimitWindow.Month), Rule("key-requests-second", LimitUnit.Requests, LimitWindow.Second), Rule("key-open", LimitUnit.Requests, LimitWindow.Open),
        Rule("team-usd-day", LimitUnit.NanoUsd, LimitWindow.Day), Rule("team-tokens-minute", LimitUnit.Tokens, LimitWindow.Minute), Rule("all-usd-month", LimitUnit.NanoUsd, LimitWindow.Month),
    ];

    private static IEnumerable<Counter> All(int holder) => Rules.Select((rule, i) => new Counter(rule, i < 3 ? $"4fJq0ZxT{holder}" : i < 5 ? $"team-{holder / 20}" : ""));

    private static LimitRule Rule(string id, LimitUnit unit, LimitWindow window) => new() { Id = id, Scope = LimitScope.Key, Unit = unit, Window = window, Most = 1L << 52 };
}
