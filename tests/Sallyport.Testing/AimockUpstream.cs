using System.Diagnostics;
using System.Text.Json;

namespace Sallyport.Testing;

/// <summary>The independent mock provider of npm, <c>@copilotkit/aimock</c>, as a process: what it answers is in tests/clients/prompts.mjs.</summary>
public sealed class AimockUpstream : IAsyncDisposable
{
    private readonly Process _process;

    private AimockUpstream(Process process, Uri url) => (_process, Url) = (process, url);

    /// <summary>Root address; OpenAI and Anthropic paths begin with /v1, Gemini's with /v1beta.</summary>
    public Uri Url { get; }

    /// <summary>Starts it and returns once it listens.</summary>
    /// <exception cref="InvalidOperationException">It did not start; the message says why.</exception>
    public static async Task<AimockUpstream> StartAsync()
    {
        var process = NodeScript.Start("aimock.mjs", [], new Dictionary<string, string>(StringComparer.Ordinal));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            if (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
            {
                using var said = JsonDocument.Parse(line);
                return new AimockUpstream(process, new Uri(said.RootElement.GetProperty("url").GetString()!));
            }

            throw new InvalidOperationException("aimock ended before it listened: " + await process.StandardError.ReadToEndAsync(limit.Token));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
