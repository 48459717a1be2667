using System.Diagnostics;
using System.Text.Json;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.IntegrationTests.Server;

/// <summary>The executable as an operator runs it.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Check_prints_every_problem_and_ends_with_1()
    {
        using var file = new ConfigurationFile("lissten: {}\nlimits: { max_request_bytes: 1 }");
        var (code, output, errors) = await RunAsync("check", "--config", file.FilePath);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("sallyport.yaml:1: lissten: unknown key; allowed: listen", errors, StringComparison.Ordinal);
        Assert.Contains("sallyport.yaml:2: limits.max_request_bytes: \"1\" is not valid; allowed: a whole number from 1024", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_sums_up_a_good_configuration_and_ends_with_0()
    {
        using var file = new ConfigurationFile("upstreams: { local: { provider: openai-compatible, base_url: \"http://127.0.0.1:1\" } }");
        var (code, output, errors) = await RunAsync("check", "--config", file.FilePath);

        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("local: openai-compatible at http://127.0.0.1:1/v1", output, StringComparison.Ordinal);
        Assert.Contains("guardrails complete: redact 22 in requests", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_refuses_a_bad_configuration_with_2()
    {
        using var file = new ConfigurationFile("lissten: {}");
        var (code, _, errors) = await RunAsync("--config", file.FilePath);

        Assert.Equal(2, code);
        Assert.Contains("lissten: unknown key", errors, StringComparison.Ordinal);
        Assert.Contains("does not start", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schema_verb_prints_a_schema() =>
        Assert.Equal("object", JsonDocument.Parse((await RunAsync("schema")).Output).RootElement.GetProperty("type").GetString());

    [Fact]
    public async Task Serve_says_where_it_listens_and_sigterm_ends_it_in_order()
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-");
        try
        {
            using var process = Start("--config", Path.Combine(Sallyport.Testing.Repository.Root, "samples", "minimal.yaml"));
            var errors = process.StandardError.ReadToEndAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await UntilAsync(process.StandardOutput, "version ", limit.Token);
            await SignalAsync(process, "-TERM", limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(0, process.ExitCode);
            Assert.All((await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries), l => JsonDocument.Parse(l).Dispose()); // the log holds nothing but JSON
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Process Start(params string[] arguments) => Launch(arguments, ("SALLYPORT_API_LISTEN", "127.0.0.1:0"), ("SALLYPORT_ADMIN_LISTEN", "127.0.0.1:0"), ("SALLYPORT_DATA_DIR", folder.FullName), ("OPENAI_API_KEY", "sk-not-real"));
    }

    [Fact]
    public async Task Sighup_reads_the_configuration_again()
    {
        var secret = Path.Combine(Path.GetTempPath(), "sallyport-key-" + Environment.ProcessId);
        using var file = new ConfigurationFile($"upstreams: {{ a: {{ provider: openai, credential: \"${{file:{secret}}}\" }} }}");
        await File.WriteAllTextAsync(secret, "sk-one");
        try
        {
            using var process = Launch(["--config", file.FilePath], ("SALLYPORT_API_LISTEN", "127.0.0.1:0"), ("SALLYPORT_ADMIN_LISTEN", "127.0.0.1:0"), ("SALLYPORT_DATA_DIR", file.Folder));
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await UntilAsync(process.StandardError, "\"EventId\":12001", limit.Token);
            await SignalAsync(process, "-HUP", limit.Token);
            await UntilAsync(process.StandardError, "\"EventId\":10002", limit.Token); // the same version: only a secret may differ
            File.Delete(secret);
            await SignalAsync(process, "-HUP", limit.Token);
            await UntilAsync(process.StandardError, "\"EventId\":10004", limit.Token);
            await SignalAsync(process, "-TERM", limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            File.Delete(secret);
        }
    }

    private static async Task UntilAsync(StreamReader lines, string text, CancellationToken limit)
    {
        string? line;
        do
        {
            line = await lines.ReadLineAsync(limit);
            Assert.NotNull(line);
        }
        while (!line.Contains(text, StringComparison.Ordinal));
    }

    private static async Task SignalAsync(Process process, string signal, CancellationToken limit)
    {
        using var kill = Process.Start("kill", [signal, process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(limit);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var process = Launch(arguments);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output, await errors);
    }

    private static Process Launch(string[] arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sallyport.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var name in (string[])["OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY", "DEEPSEEK_API_KEY", "MISTRAL_API_KEY"]) start.Environment.Remove(name);
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
