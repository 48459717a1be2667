using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Storage;

namespace Sallyport.LedgerBench;

/// <summary>Appends intents and results through the product's own queue, encoder and transaction, while its checkpointer signs.</summary>
internal static class Filling
{
    private const int Appenders = 512;

    public static async Task RunAsync(DataDirectory data, long requests, Results report)
    {
        var people = new List<SubjectKey>();
        for (var i = 0; i < Traffic.People; i++) people.Add(await data.Subjects.GetAsync(Subjects.User("acme", Traffic.Person(i)), CancellationToken.None));
        await data.Audit.CloseInterruptedAsync(TimeProvider.System.GetUtcNow(), CancellationToken.None);
        var traffic = new Traffic(requests, TimeProvider.System.GetUtcNow(), people);
        for (var key = 0; key < 200; key++) await data.Audit.AppendAsync(Created(key, traffic.Start), CancellationToken.None);

        using var checkpointer = new Checkpointer(data.Ledger, data.Signer, TimeSpan.FromSeconds(10), TimeProvider.System, NullLogger<Checkpointer>.Instance);
        await checkpointer.StartAsync(CancellationToken.None);
        using var process = Process.GetCurrentProcess();
        var late = 0;
        var (next, since, cpu) = (-1L, Stopwatch.GetTimestamp(), process.TotalProcessorTime);
        await Task.WhenAll(Enumerable.Range(0, Appenders).Select(_ => Task.Run(async () =>
        {
            for (var n = Interlocked.Increment(ref next); n < requests; n = Interlocked.Increment(ref next))
            {
                var intent = traffic.Intent(n);
                var sequence = await AppendAsync(intent);
                await AppendAsync(Traffic.Result(intent, sequence));
                if (n % 1_000_000 == 999_999) await Console.Error.WriteLineAsync($"{n + 1} requests after {Stopwatch.GetElapsedTime(since).TotalSeconds:F0} s");
            }
        })));
        await checkpointer.StopAsync(CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(since);
        process.Refresh();
        if (late > 0) report.Add("late", FormattableString.Invariant($"{late:N0} leaves were not durable within the product's deadline and were written again: something else kept machine or disk busy"));
        report.Add("written", FormattableString.Invariant($"{2 * requests:N0} leaves in {took.TotalSeconds:F1} s: {2 * requests / took.TotalSeconds:N0} a second, {(process.TotalProcessorTime - cpu).TotalMicroseconds / 2 / requests:F1} us of CPU each, checkpoints included"));

        async ValueTask<long> AppendAsync(AuditEntry entry)
        {
            while (true)
            {
                try
                {
                    return await data.Audit.AppendAsync(entry, CancellationToken.None);
                }
                catch (StoreUnavailableException)
                {
                    Interlocked.Increment(ref late);
                    await Task.Delay(TimeSpan.FromSeconds(1));
                }
            }
        }
    }

    private static AuditEntry Created(int key, DateTimeOffset at) => new()
    {
        Type = AuditEntryType.Admin,
        ExchangeId = Guid.CreateVersion7(at),
        At = at,
        KeyId = Traffic.KeyId(key),
        Action = "key.created",
        Target = Traffic.KeyId(key),
        TargetType = "key",
        Actor = "bench",
        Decision = Decision.Allowed,
    };
}
