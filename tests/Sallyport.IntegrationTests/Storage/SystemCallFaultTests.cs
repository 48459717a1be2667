using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Sallyport.IntegrationTests.Faults;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Storage;

/// <summary>One system call of a short run fails, or the process dies in it: strace injects that, at each call in turn.</summary>
public sealed partial class SystemCallFaultTests
{
    private const int Pairs = 6, SampleSize = 60;
    private static readonly string[] Calls = ["write", "pwrite64", "fsync", "fdatasync", "ftruncate", "rename", "renameat2", "link"];
    private static readonly string[] Faults = ["error=EIO", "error=ENOSPC", "error=EINTR", "signal=KILL"];

    private static string[] Files { get; } = [.. new[] { "sallyport.db", "subjects.db" }.SelectMany(f => new[] { f, f + "-wal", f + "-shm" }), "sallyport.keyfile", "sallyport.logkey"];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_any_one_failed_system_call_the_log_verifies_and_holds_all_that_was_acknowledged(bool firstStart)
    {
        using var scratch = new ScratchDirectory();
        var template = scratch.File("template");
        Directory.CreateDirectory(template);
        if (!firstStart) await RunAsync(template, null);

        var plan = new List<(string Call, string Fault, int At)>();
        foreach (var (call, count) in await CountAsync(CopyOf(template, scratch.File("counted"))))
            plan.AddRange(Faults.SelectMany(fault => Enumerable.Range(1, count).Select(at => (call, fault, at))));
        Assert.True(plan.Count > 200, $"only {plan.Count} faults to try");
        var all = plan.Count;
        if (Environment.GetEnvironmentVariable("SALLYPORT_THOROUGH") != "1") plan = [.. Random.Shared.GetItems(plan.ToArray(), SampleSize / 2)]; // another sample each time

        var acknowledged = 0;
        await Parallel.ForEachAsync(plan.Index(), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (step, _) =>
        {
            var (call, fault, at) = step.Item;
            var directory = CopyOf(template, scratch.File($"run{step.Index}"));
            var receipts = await RunAsync(directory, $"inject={call}:{fault}:when={at}");
            Interlocked.Add(ref acknowledged, receipts.Count);
            try
            {
                await LogCheck.VerifyAsync(directory, receipts);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"after {call}:{fault} at call {at}: {e.Message}", e);
            }

            Directory.Delete(directory, recursive: true);
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{plan.Count} of {all} faults injected, {acknowledged} entries acknowledged");
        Assert.True(acknowledged > plan.Count, "the probe wrote next to nothing");
    }

    private static string CopyOf(string template, string directory)
    {
        Directory.CreateDirectory(directory);
        foreach (var file in Directory.EnumerateFiles(template))
        {
            var copy = Path.Combine(directory, Path.GetFileName(file));
            File.Copy(file, copy);
            File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return directory;
    }

    /// <summary>How often each call is made in a run without faults.</summary>
    private static async Task<Dictionary<string, int>> CountAsync(string directory)
    {
        var log = directory + ".strace";
        await RunAsync(directory, null, log);
        return (await File.ReadAllLinesAsync(log)).Select(l => CallName().Match(l)).Where(m => m.Success).GroupBy(m => m.Groups[1].Value).ToDictionary(g => g.Key, g => g.Count());
    }

    /// <returns>Sequence numbers that were acknowledged.</returns>
    private static async Task<List<long>> RunAsync(string directory, string? inject, string? log = null)
    {
        var start = new ProcessStartInfo("strace") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["-f", "-qq", "-o", log ?? "/dev/null", "-e", "trace=" + string.Join(',', Calls)]) start.ArgumentList.Add(argument);
        if (inject is not null)
        {
            start.ArgumentList.Add("-e");
            start.ArgumentList.Add(inject);
        }

        foreach (var file in Files)
        {
            start.ArgumentList.Add("-P");
            start.ArgumentList.Add(Path.Combine(directory, file));
        }

        foreach (var argument in (string[])["dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "Sallyport.CrashProbe.dll"), "some", directory, Pairs.ToString(CultureInfo.InvariantCulture)]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync();
        Assert.True(inject is not null || process.ExitCode == 0, $"the probe ended with {process.ExitCode}: {await error}");
        return [.. output.Split('\n').Select(l => l.Split(' ')).Where(w => w is ["acknowledged", _]).Select(w => long.Parse(w[1], CultureInfo.InvariantCulture))];
    }

    [GeneratedRegex(@"^\d+ +([a-z0-9]+)\(", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CallName();
}
