using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Configuration;
using Sallyport.Storage;

namespace Sallyport.CrashProbe;

/// <summary>A node that spends a budget which it shares with others, until the budget refuses or somebody kills the process. Prints <c>admitted</c> for each exchange, and <c>refused</c> at the end.</summary>
internal static class SpendUntilRefused
{
    private const int Lanes = 4;

    /// <param name="address">host, port, database and role, separated by commas; the password comes by standard input.</param>
    public static async Task<int> RunAsync(string directory, string node, string address, long most, long each)
    {
        var parts = address.Split(',');
        var password = await Console.In.ReadLineAsync();
        var database = new DatabaseAddress(parts[0], int.Parse(parts[1]), parts[2], parts[3], new Secret(password!), DatabaseTls.Disable, null);
        using var data = await DataDirectory.OpenAsync(new StorageSettings(directory, database) { Node = node }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await data.Audit.CloseInterruptedAsync(TimeProvider.System.GetUtcNow(), CancellationToken.None);
        await using var counters = new LimitCounters(data.Limits, TimeProvider.System);
        var budget = new Counter(new LimitRule { Id = "usd", Scope = LimitScope.Global, Unit = LimitUnit.NanoUsd, Window = LimitWindow.Total, Most = most }, "");
        var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async _ =>
        {
            while (await SpendAsync(data.Audit, counters, budget, each)) output.WriteLine("admitted");
        }));
        output.WriteLine("refused");
        return 0;
    }

    private static async Task<bool> SpendAsync(IAuditStore audit, LimitCounters counters, Counter budget, long each)
    {
        var most = new Amounts(1, 0, 0, each);
        using var take = (await counters.TryTakeAsync([budget], most, CancellationToken.None)).Take;
        if (take is null) return false;
        await Task.Delay(10); // as inspection would
        take.BeginRecording();
        var intent = SampleEntries.Intent() with { Charges = take.Charges };
        var sequence = await audit.AppendAsync(intent, CancellationToken.None);
        await Task.Delay(40); // as an upstream would
        await audit.AppendAsync(SampleEntries.Result(intent, sequence) with { Charges = take.Settle(most), CostNanoUsd = each }, CancellationToken.None);
        return true;
    }
}
