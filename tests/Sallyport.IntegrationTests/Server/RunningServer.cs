using System.Net;
using Sallyport.Gateway.Configuration;
using Sallyport.Server.Hosting;
using Sallyport.Server.Verbs;
using Sallyport.Testing.Configuration;

namespace Sallyport.IntegrationTests.Server;

/// <summary>A server on free loopback ports, in a folder of its own.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly SocketsHttpHandler _handler = new() { UseProxy = false };

    private RunningServer(ConfigurationFile file, ServerHost host)
    {
        (File, Host) = (file, host);
        Client = new HttpClient(_handler);
    }

    public ConfigurationFile File { get; }

    public ServerHost Host { get; }

    public HttpClient Client { get; }

    public string Api => $"http://{Host.ApiAddress}";

    public string Admin => $"http://{Host.AdminAddress}";

    public static async Task<RunningServer> StartAsync(IRooms rooms, string yaml = "", int drainSeconds = 10)
    {
        var file = new ConfigurationFile(yaml);
        file.Variables["SALLYPORT_API_LISTEN"] = "127.0.0.1:0";
        file.Variables["SALLYPORT_ADMIN_LISTEN"] = "127.0.0.1:0";
        file.Variables["SALLYPORT_DATA_DIR"] = file.Folder;
        file.Variables["SALLYPORT_DRAIN_SECONDS"] = drainSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var compiler = file.Compiler(rooms.Detectors);
        var compiled = compiler.Compile(file.FilePath, file.Startup(), out var problems);
        var host = new ServerHost(new LoadedConfiguration(file.FilePath, file.Startup(), compiler, compiled, problems), rooms, TimeProvider.System, "Sallyport.Test." + Path.GetFileName(file.Folder));
        await host.StartAsync(CancellationToken.None);
        return new RunningServer(file, host);
    }

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(string url)
    {
        using var response = await Client.GetAsync(new Uri(url));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _handler.Dispose();
        await Host.DisposeAsync();
        File.Dispose();
    }
}
