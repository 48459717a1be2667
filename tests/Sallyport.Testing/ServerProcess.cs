using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Testing;

/// <summary>The real server as a child process on two free ports of 127.0.0.1, for tests that kill it, signal it or read what it prints.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int SigHup = 1, SigTerm = 15;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);
    private readonly Process _process;
    private readonly StringBuilder _output = new(), _error = new();
    private readonly Dictionary<string, string> _environment;
    private readonly bool _ownsData;

    private ServerProcess(ServerProcessOptions options)
    {
        _ownsData = options.DataDirectory is null;
        DataDirectory = options.DataDirectory ?? Directory.CreateTempSubdirectory("sallyport-test-").FullName;
        Key = options.BootstrapKey ?? TestKey.Create();
        AdminToken = options.AdminToken ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var (api, admin) = FreePorts();
        (Url, AdminUrl) = (new Uri($"http://127.0.0.1:{api}"), new Uri($"http://127.0.0.1:{admin}"));
        _environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SALLYPORT_DATA_DIR"] = DataDirectory,
            ["SALLYPORT_API_LISTEN"] = $"127.0.0.1:{api}",
            ["SALLYPORT_ADMIN_LISTEN"] = $"127.0.0.1:{admin}",
            ["SALLYPORT_BOOTSTRAP_KEY"] = Key,
            ["SALLYPORT_ADMIN_TOKEN"] = AdminToken,
        };
        foreach (var (name, value) in options.Environment) _environment[name] = value;

        List<string> arguments = ["serve"];
        if (options.Configuration is not null)
        {
            var file = Path.Combine(DataDirectory, "sallyport.yaml");
            File.WriteAllText(file, options.Configuration);
            arguments.AddRange("--config", file);
            ConfigurationFile = file;
        }

        _process = new Process { StartInfo = StartInfo(arguments, _environment), EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, e) => Append(_output, e.Data);
        _process.ErrorDataReceived += (_, e) => Append(_error, e.Data);
    }

    /// <summary>Root of the data listener.</summary>
    public Uri Url { get; }

    /// <summary>Root of the admin listener.</summary>
    public Uri AdminUrl { get; }

    /// <summary>The key that the first start created.</summary>
    public string Key { get; }

    public string AdminToken { get; }

    /// <summary>Folder of the database; still there after the process has ended, until this object is disposed.</summary>
    public string DataDirectory { get; }

    /// <summary>The file passed with <c>--config</c>; rewrite it to test a reload.</summary>
    public string? ConfigurationFile { get; }

    /// <summary>Process id, for /proc.</summary>
    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public RunningGateway Gateway => new(Url, Key);

    /// <summary>Everything printed so far.</summary>
    public string StandardOutput => Read(_output);

    /// <summary>Everything printed to standard error so far.</summary>
    public string StandardError => Read(_error);

    /// <summary>Starts the server and returns once it says that it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended or was not ready in time; the message holds what it printed.</exception>
    public static async Task<ServerProcess> StartAsync(ServerProcessOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new ServerProcessOptions();
        for (var attempt = 1; ; attempt++)
        {
            var server = new ServerProcess(options);
            server.Launch();
            try
            {
                await server.UntilReadyAsync(options.ReadyTimeout, cancellation);
                return server;
            }
            catch (InvalidOperationException e) when (attempt < 3 && e.Message.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
            {
                await server.DisposeAsync(); // somebody took the free port in between
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Starts the server and returns its exit code: for starts that must be refused.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunToEndAsync(ServerProcessOptions options, TimeSpan limit)
    {
        await using var server = new ServerProcess(options);
        server.Launch();
        var code = await server.WaitForExitAsync(limit);
        return (code, server.StandardOutput, server.StandardError);
    }

    /// <summary>Runs another verb of the executable on the same data: <c>RunVerbAsync("audit", "list", "--json")</c>.</summary>
    public Task<(int ExitCode, string Output, string Error)> RunVerbAsync(params string[] arguments) => RunVerbAsync(_environment, arguments);

    /// <summary>Runs a verb of the executable without a server.</summary>
    /// <param name="environment">Variables on top of this process's own, such as <c>SALLYPORT_DATA_DIR</c>.</param>
    public static async Task<(int ExitCode, string Output, string Error)> RunVerbAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        using var process = new Process { StartInfo = StartInfo(arguments, environment) };
        process.Start();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"sallyport {string.Join(' ', arguments)} did not end in 60 s", e);
        }
    }

    /// <summary>A client for the data listener that carries the key. The caller disposes it.</summary>
    public HttpClient CreateClient() => CreateClient(Url, Key);

    /// <summary>A client for the admin listener that carries the admin token. The caller disposes it.</summary>
    public HttpClient CreateAdminClient() => CreateClient(AdminUrl, AdminToken);

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> TerminateAsync(TimeSpan limit)
    {
        Signal(SigTerm);
        return WaitForExitAsync(limit);
    }

    /// <summary>Sends SIGHUP: reads the configuration again.</summary>
    public void Hangup() => Signal(SigHup);

    /// <summary>Sends SIGTERM and returns at once.</summary>
    public void BeginTerminate() => Signal(SigTerm);

    /// <summary>Sends SIGKILL, as <c>kill -9</c> does, and waits until the process is gone.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await WaitForExitAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>Waits for the end and for the last line it printed.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">It still runs.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan limit)
    {
        using var ended = new CancellationTokenSource(limit);
        try
        {
            await _process.WaitForExitAsync(ended.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"sallyport still runs after {limit}. {Printed()}", e);
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await KillAsync();
        }
        finally
        {
            _process.Dispose();
            if (_ownsData) Directory.Delete(DataDirectory, recursive: true);
        }
    }

    private static HttpClient CreateClient(Uri address, string bearer)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", bearer);
        return client;
    }

    /// <summary>Nothing of the developer's own environment may reach the server: a real provider key would make a test call the provider.</summary>
    private static ProcessStartInfo StartInfo(IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Repository.ServerAssembly, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = environment["SALLYPORT_DATA_DIR"],
        };
        foreach (var name in start.Environment.Keys.Where(IsProductSetting).ToArray()) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return start;
    }

    private static bool IsProductSetting(string name) =>
        name.EndsWith("_API_KEY", StringComparison.Ordinal) || name.EndsWith("_BASE_URL", StringComparison.Ordinal)
        || name.StartsWith("SALLYPORT_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal) || name.StartsWith("ASPNETCORE_", StringComparison.Ordinal);

    private static (int First, int Second) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.AppendLine(line);
    }

    private static string Read(StringBuilder text)
    {
        lock (text) return text.ToString();
    }

    private void Launch()
    {
        if (!File.Exists(Repository.ServerAssembly)) throw new InvalidOperationException("Build the solution first: there is no " + Repository.ServerAssembly);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private async Task UntilReadyAsync(TimeSpan limit, CancellationToken cancellation)
    {
        using var admin = CreateAdminClient();
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            if (_process.HasExited)
            {
                await _process.WaitForExitAsync(cancellation); // its last lines arrive before this returns
                throw new InvalidOperationException($"sallyport ended with code {_process.ExitCode} before it was ready. {Printed()}");
            }

            try
            {
                using var answer = await admin.GetAsync(new Uri("/readyz", UriKind.Relative), cancellation);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // it does not listen yet
            }

            if (Stopwatch.GetElapsedTime(began) > limit) throw new InvalidOperationException($"sallyport was not ready after {limit}. {Printed()}");
            await Task.Delay(Poll, cancellation);
        }
    }

    private string Printed() => $"It printed:\n{StandardOutput}\n{StandardError}";

    private void Signal(int signal)
    {
        if (!_process.HasExited && Kill(_process.Id, signal) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
