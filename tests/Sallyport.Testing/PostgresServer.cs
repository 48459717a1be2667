using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Npgsql;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Testing;

/// <summary>A throw-away PostgreSQL cluster on a free port of 127.0.0.1, with Debian's programs. It ends with this object, and also if the tests are killed.</summary>
/// <remarks>A server that is not installed is an error, never a skipped test: <c>./test</c> installs it.</remarks>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string User = "sallyport";
    private const int SigStop = 19, SigCont = 18;

    /// <summary>Runs until standard input ends, so that no server outlives the tests however they end.</summary>
    private const string Keeper =
        """
        exec 3<&0
        "$1/postgres" -D "$2" >>"$2/../log" 2>&1 </dev/null 3<&- &
        server=$!
        (cat <&3 >/dev/null; kill -INT $server) &
        wait $server
        """;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly string _programs, _folder, _password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
    private readonly int _port;
    private Process? _keeper;
    private int _databases;
    private List<int> _paused = [];

    private PostgresServer(string programs, string folder, int port) => (_programs, _folder, _port) = (programs, folder, port);

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Makes a cluster and starts it.</summary>
    /// <param name="settings">Lines of postgresql.conf, such as <c>max_connections = 8</c>.</param>
    public static async Task<PostgresServer> StartAsync(params string[] settings)
    {
        var folder = Path.Combine(Path.GetTempPath(), "sallyport-postgres-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)));
        var server = new PostgresServer(Programs(), folder, FreePort());
        try
        {
            await server.CreateAsync(settings);
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes an empty database.</summary>
    public async Task<DatabaseAddress> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync($"CREATE DATABASE {name}");
        return AddressOf(name);
    }

    /// <summary>A database's address as an operator would write it.</summary>
    public string UrlOf(DatabaseAddress address) => string.Create(CultureInfo.InvariantCulture, $"postgresql://{User}:{_password}@127.0.0.1:{_port}/{address.Database}");

    /// <summary>Runs statements as the cluster's owner, on a connection of its own.</summary>
    public async Task ExecuteAsync(string sql, string database = "postgres")
    {
        await using var connection = await ConnectAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A connection that the pools of the product know nothing of. The caller disposes it.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(string database = "postgres")
    {
        var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={_port};Username={User};Password={_password};Database={database};Pooling=false;Timeout=10");
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Stops the server at once, as <c>pg_ctl -m fast stop</c> does; open statements fail.</summary>
    public async Task StopAsync()
    {
        if (_keeper is not { } keeper) return;
        Resume();
        keeper.StandardInput.Close();
        await keeper.WaitForExitAsync().WaitAsync(StartLimit);
        keeper.Dispose();
        _keeper = null;
    }

    /// <summary>Starts the server on the same data and port.</summary>
    public async Task StartAgainAsync()
    {
        if (_keeper is not null) return;
        _keeper = Process.Start(AsServer("sh", "-c", Keeper, "keeper", _programs, Data)) ?? throw new InvalidOperationException("The PostgreSQL server cannot be started.");
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                await using var connection = await ConnectAsync();
                return;
            }
            catch (NpgsqlException e)
            {
                if (_keeper.HasExited || Stopwatch.GetElapsedTime(began) > StartLimit)
                    throw new InvalidOperationException("The PostgreSQL server does not start:\n" + (File.Exists(Path.Combine(_folder, "log")) ? await File.ReadAllTextAsync(Path.Combine(_folder, "log")) : "it wrote no log"), e);
            }

            await Task.Delay(50);
        }
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAgainAsync();
    }

    /// <summary>Speaks TLS with this certificate from the next start on.</summary>
    public async Task UseCertificateAsync(string certificatePem, string keyPem)
    {
        await WriteAsync(Path.Combine(Data, "server.crt"), certificatePem);
        await WriteAsync(Path.Combine(Data, "server.key"), keyPem);
        await WriteAsync(Path.Combine(Data, "postgresql.auto.conf"), "ssl = on\n");
    }

    /// <summary>Freezes every process of the server: connections stay open and nothing answers, as on a host that hangs.</summary>
    public void Pause()
    {
        var main = int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        Signal(main, SigStop); // first, so that no process is born meanwhile
        _paused = [main];
        foreach (var child in ChildrenOf(main))
        {
            Signal(child, SigStop);
            _paused.Add(child);
        }
    }

    public void Resume()
    {
        foreach (var process in Enumerable.Reverse(_paused)) Signal(process, SigCont);
        _paused = [];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private static string Programs()
    {
        const string Root = "/usr/lib/postgresql";
        var versions = Directory.Exists(Root) ? Directory.GetDirectories(Root).Where(d => File.Exists(Path.Combine(d, "bin", "initdb"))) : [];
        var newest = versions.MaxBy(d => int.TryParse(Path.GetFileName(d), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0);
        return Path.Combine(newest ?? throw new InvalidOperationException("There is no PostgreSQL server: apt-get install postgresql, or run ./test, which does."), "bin");
    }

    private async Task CreateAsync(string[] settings)
    {
        await RunAsync(AsServer("mkdir", "-m", "700", _folder));
        var passwordFile = Path.Combine(_folder, "password");
        await WriteAsync(passwordFile, _password);
        await RunAsync(AsServer(Path.Combine(_programs, "initdb"), "-D", Data, "-U", User, "-A", "scram-sha-256", "--pwfile=" + passwordFile, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"));
        string[] lines =
        [
            "listen_addresses = '127.0.0.1'", string.Create(CultureInfo.InvariantCulture, $"port = {_port}"), "unix_socket_directories = ''",
            "fsync = off", // what is tested here is what the server promises, not what the disk does
            .. settings,
        ];
        await WriteAsync(Path.Combine(Data, "postgresql.conf"), string.Join('\n', lines) + "\n");
    }

    private static Task WriteAsync(string file, string text) => RunAsync(AsServer("sh", "-c", "umask 077; cat >\"$1\"", "write", file), text);

    private DatabaseAddress AddressOf(string name) => new("127.0.0.1", _port, name, User, new Secret(_password), DatabaseTls.Disable, null);

    /// <summary>The server refuses to run as root, so root hands it to the user that the package made.</summary>
    private static ProcessStartInfo AsServer(string program, params IEnumerable<string> arguments) => Environment.IsPrivilegedProcess
        ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", program, .. arguments]) { UseShellExecute = false, RedirectStandardInput = true, WorkingDirectory = "/" }
        : new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, WorkingDirectory = "/" };

    private static async Task RunAsync(ProcessStartInfo start, string input = "")
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} cannot be started.");
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}:\n{await output}\n{error}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static IEnumerable<int> ChildrenOf(int parent)
    {
        var wanted = string.Create(CultureInfo.InvariantCulture, $"PPid:\t{parent}");
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) continue;
            string[] lines;
            try
            {
                lines = File.ReadAllLines(Path.Combine(folder, "status"));
            }
            catch (IOException)
            {
                continue; // it has ended
            }

            if (lines.Contains(wanted)) yield return id;
        }
    }

    private static void Signal(int process, int signal)
    {
        if (Kill(process, signal) != 0 && Marshal.GetLastPInvokeError() is var error and not 3) throw new Win32Exception(error); // 3: it has ended
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
