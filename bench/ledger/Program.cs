// Fills a data directory with requests as the product writes them, folds the read models, and times what people ask of the record.
//   bench/ledger/run DIR [REQUESTS]   DIR must not exist, or have been filled by an earlier run (then only the questions are timed)
//   dotnet run -c Release --project bench/ledger decisions   how many limit decisions a second
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.LedgerBench;
using Sallyport.Storage;

if (args is ["decisions"])
{
    Decisions.Run(Console.Out);
    return 0;
}

if (args is not [var directory, .. var rest] || rest.Length > 2) return 64;
var requests = rest.Length > 0 ? long.Parse(rest[0], CultureInfo.InvariantCulture) : 1_000_000;
var report = new Results(requests);
var isNew = !Directory.Exists(directory);
using (var data = await DataDirectory.OpenAsync(directory, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None))
{
    if (isNew)
    {
        await Filling.RunAsync(data, requests, report);
        await Folding.RunAsync(data, report);
    }

    await Questions.RunAsync(data, report);
    Sizes.Add(data.Path, report);
}

report.Print(Console.Out);
if (rest.Length == 2) report.Write(rest[1]);
return 0;
