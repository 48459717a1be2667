using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Storage.Postgres;

/// <summary>Hears of changes of keys by other nodes as they commit, on a connection of its own. While it cannot hear, the poll of <see cref="KeyRing"/> goes on alone.</summary>
/// <remarks>Behind a pooler that hands out sessions by transaction nothing is ever heard; the poll then does all the work.</remarks>
internal sealed partial class PostgresKeyListener(DatabaseAddress address, KeyChangeSignal changes, TimeProvider time, ILogger<PostgresKeyListener> logger) : BackgroundService
{
    /// <summary>Wait before another try, whatever went wrong: 1 s, as often as the poll.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = PostgresConnection.Settings(address);
        settings.Pooling = false;
        settings.CommandTimeout = (int)PostgresDatabase.Deadline.TotalSeconds;
        settings.KeepAlive = 10; // s: an idle connection that a firewall has dropped is noticed
        var isDeaf = false;
        try
        {
            while (true)
            {
                try
                {
                    await using var connection = new NpgsqlConnection(settings.ToString());
                    connection.Notification += (_, _) => changes.Raise();
                    await connection.OpenAsync(stoppingToken);
                    await connection.ExecuteAsync("LISTEN " + PostgresKeyStore.Channel, [], stoppingToken);
                    if (isDeaf) Log.HearsAgain(logger);
                    isDeaf = false;
                    changes.Raise(); // what changed before this is not announced again
                    while (true) await connection.WaitAsync(stoppingToken);
                }
                catch (Exception e) when (e is NpgsqlException or IOException or SocketException or TimeoutException)
                {
                    if (!isDeaf) Log.Deaf(logger, KeyRing.PollInterval.TotalSeconds, PostgresFailure.ToUnavailable(e).Message);
                    isDeaf = true;
                }

                await Task.Delay(Pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the server stops
        }
    }

    private static partial class Log
    {
        [LoggerMessage(10021, LogLevel.Warning, "Changes of keys by other nodes are not announced now; they are asked for every {Seconds} s: {Reason}")]
        public static partial void Deaf(ILogger logger, double seconds, string reason);

        [LoggerMessage(10022, LogLevel.Information, "Changes of keys by other nodes are announced again")]
        public static partial void HearsAgain(ILogger logger);
    }
}
