using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Storage;

namespace Sallyport.CrashProbe;

/// <summary>Waits for a line of input, then appends from several tasks until somebody kills the process. Prints <c>intent N</c> and <c>result N OF</c> only once they are acknowledged.</summary>
internal static class AppendUntilKilled
{
    public static async Task<int> RunAsync(string directory)
    {
        await Console.In.ReadLineAsync(); // the process before this one has been killed
        using var data = await DataDirectory.OpenAsync(directory, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await data.Audit.CloseInterruptedAsync(TimeProvider.System.GetUtcNow(), CancellationToken.None);
        var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var intent = SampleEntries.Intent();
                var sequence = await data.Audit.AppendAsync(intent, CancellationToken.None);
                output.WriteLine($"intent {sequence}");
                var result = await data.Audit.AppendAsync(SampleEntries.Result(intent, sequence), CancellationToken.None);
                output.WriteLine($"result {result} {sequence}");
            }
        })));
        return 0;
    }
}
