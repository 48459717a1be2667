using System.Diagnostics;

namespace Sallyport.Testing;

/// <summary>The second verifier, <c>tests/verifier/verify_ledger.py</c>, which shares no code with the product.</summary>
public static class PythonVerifier
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>Judges archives.</summary>
    /// <param name="folders">Archives of one log.</param>
    /// <param name="arguments">Keys and what else it takes.</param>
    /// <returns>Exit code and all that it printed, the verdict of each archive as a line of its own.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(IEnumerable<string> folders, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("python3", [Repository.Combine("tests/verifier/verify_ledger.py"), .. folders, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("python3 does not start");
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await error);
        }
        catch (OperationCanceledException e)
        {
            process.Kill();
            throw new TimeoutException($"the second verifier did not end in {Limit}", e);
        }
    }
}
