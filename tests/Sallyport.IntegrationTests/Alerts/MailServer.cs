using System.Diagnostics;
using System.Text.Json;
using Sallyport.Testing;

namespace Sallyport.IntegrationTests.Alerts;

/// <summary>A real mail server, somebody else's, on a loopback port (tests/clients/mail.mjs).</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private MailServer(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public static async Task<MailServer> StartAsync(object options)
    {
        var process = NodeScript.Start("mail.mjs", [JsonSerializer.Serialize(options)], new Dictionary<string, string>());
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Limit);
        return line is not null && int.TryParse(line, out var port) ? new MailServer(process, port) : throw new InvalidOperationException("The mail server did not start: " + await process.StandardError.ReadToEndAsync());
    }

    /// <summary>The next mail that was taken.</summary>
    public async Task<JsonElement> MailAsync() => JsonDocument.Parse(await _process.StandardOutput.ReadLineAsync().WaitAsync(Limit) ?? throw new InvalidOperationException("The mail server has ended.")).RootElement;

    /// <summary>Stops the server.</summary>
    /// <returns>Mails that nobody had asked for.</returns>
    public async Task<int> StopAsync()
    {
        _process.StandardInput.Close();
        var rest = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Limit);
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return rest.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
        return default;
    }
}
