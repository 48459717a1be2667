using System.Diagnostics;
using Sallyport.Gateway.Audit.Export;

namespace Sallyport.Gateway.Audit.Anchors;

/// <summary>Runs the system's <c>git</c> on one repository, without hooks, prompts and what the environment says of other repositories.</summary>
internal sealed class GitCommand(string folder, TimeSpan timeout)
{
    private const int MaxOutputBytes = 512 * 1024 * 1024;

    private static readonly string[] Elsewhere = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR", "GIT_NAMESPACE"];

    private static readonly (string Name, string Value)[] Own =
    [
        ("GIT_TERMINAL_PROMPT", "0"), ("GIT_ASKPASS", ""), ("SSH_ASKPASS", ""), ("LC_ALL", "C"),
        ("GIT_AUTHOR_NAME", "Sallyport"), ("GIT_AUTHOR_EMAIL", "sallyport@localhost"), ("GIT_COMMITTER_NAME", "Sallyport"), ("GIT_COMMITTER_EMAIL", "sallyport@localhost"),
    ];

    /// <summary>Where the program is; null if it is nowhere on the path.</summary>
    /// <param name="path">Value of PATH.</param>
    public static string? Find(string? path) => (path ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(d => Path.Combine(d, OperatingSystem.IsWindows() ? "git.exe" : "git")).FirstOrDefault(File.Exists);

    /// <param name="input">For its standard input.</param>
    /// <param name="arguments">The command and what follows.</param>
    /// <returns>What it printed.</returns>
    /// <exception cref="ExportFaultException">It failed, or took too long.</exception>
    public async Task<byte[]> RunAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation, params string[] arguments) =>
        await RunAsync(input, arguments, cancellation) is (0, var printed) ? printed : throw new ExportFaultException($"git {arguments[0]} failed");

    /// <summary>Asks a question to which it may answer no, with 1.</summary>
    /// <returns>What it printed; null for no.</returns>
    /// <exception cref="ExportFaultException">It failed, or took too long.</exception>
    public async Task<byte[]?> AskAsync(CancellationToken cancellation, params string[] arguments) => await RunAsync(default, arguments, cancellation) switch
    {
        (0, var printed) => printed,
        (1, _) => null,
        _ => throw new ExportFaultException($"git {arguments[0]} failed"),
    };

    private async Task<(int ExitCode, byte[] Printed)> RunAsync(ReadOnlyMemory<byte> input, string[] arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Find(Environment.GetEnvironmentVariable("PATH")) ?? throw new ExportFaultException("there is no git on the path")) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])["-C", folder, "-c", "core.hooksPath=/dev/null", "-c", "commit.gpgSign=false", "-c", "gc.auto=0", .. arguments]) start.ArgumentList.Add(argument);
        foreach (var name in Elsewhere) start.Environment.Remove(name);
        foreach (var (name, value) in Own) start.Environment[name] = value;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        using var process = Process.Start(start) ?? throw new ExportFaultException("git did not start");
        try
        {
            var complaint = process.StandardError.ReadToEndAsync(limit.Token);
            var output = ReadAsync(process.StandardOutput.BaseStream, limit.Token);
            if (!input.IsEmpty) await process.StandardInput.BaseStream.WriteAsync(input, limit.Token);
            process.StandardInput.Close();
            var printed = await output;
            await complaint; // not told further: it may name addresses with credentials in them
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, printed);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new ExportFaultException(e is IOException ? $"git {arguments[0]} broke off" : $"git {arguments[0]} took longer than {timeout.TotalSeconds} s", null, e);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static async Task<byte[]> ReadAsync(Stream from, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await from.ReadAsync(buffer, cancellation)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > MaxOutputBytes) throw new ExportFaultException("git printed too much");
        }

        return bytes.ToArray();
    }
}
