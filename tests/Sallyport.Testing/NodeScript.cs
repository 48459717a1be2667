using System.Diagnostics;

namespace Sallyport.Testing;

/// <summary>Node.js scripts of tests/clients, run as processes of their own.</summary>
public static class NodeScript
{
    /// <summary>Folder of the scripts and their node_modules.</summary>
    public static string Folder { get; } = Repository.Combine("tests", "clients");

    /// <summary>Runs a script to its end.</summary>
    /// <exception cref="InvalidOperationException">Node.js or the packages are missing; the message says what to do.</exception>
    /// <exception cref="TimeoutException">It did not end in time and was killed.</exception>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string script, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, TimeSpan limit)
    {
        using var process = Start(script, arguments, environment);
        process.StandardInput.Close();
        using var ended = new CancellationTokenSource(limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ended.Token);
            var error = process.StandardError.ReadToEndAsync(ended.Token);
            await process.WaitForExitAsync(ended.Token);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{script} {string.Join(' ', arguments)} did not end in {limit}", e);
        }
    }

    /// <summary>Starts a script that serves until its standard input closes; the caller disposes the process after that.</summary>
    /// <exception cref="InvalidOperationException">Node.js or the packages are missing; the message says what to do.</exception>
    public static Process Start(string script, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules"))) throw new InvalidOperationException("The client libraries are not installed: run `npm ci` in tests/clients, or ./test, which does.");
        var start = new ProcessStartInfo("node", [Path.IsPathRooted(script) ? script : Path.Combine(Folder, script), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        foreach (var name in start.Environment.Keys.Where(n => n.EndsWith("_API_KEY", StringComparison.Ordinal) || n.EndsWith("_BASE_URL", StringComparison.Ordinal) || n.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)).ToArray()) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException("node did not start");
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException("Node.js 20 or later is not installed: the client tests run the official Node libraries.", e);
        }
    }
}
