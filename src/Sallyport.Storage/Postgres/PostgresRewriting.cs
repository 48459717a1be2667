using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Npgsql;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Storage.Postgres;

/// <summary>Writes tables anew, so that deleted rows leave their files.</summary>
internal static class PostgresRewriting
{
    /// <summary>Any statement that began before the deletion, on whichever connection and table, makes the server keep the rows. Ours last moments; a backup lasts longer than anybody waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>For one rewriting: as long as copying the table takes, and waiting for who writes to it.</summary>
    private const int LongestSeconds = 60;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    /// <param name="table">With its schema. Part of the statement: a constant.</param>
    /// <returns>False if the server still keeps deleted rows of the table for somebody's sake.</returns>
    /// <exception cref="StoreUnavailableException">No answer in time.</exception>
    public static async Task<bool> RewriteAsync(this PostgresDatabase database, string table, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await OpenAsync(database.Address, cancellation);
            var kept = -1;
            connection.Notice += (_, notice) => kept = FirstNumber(notice.Notice.Detail);
            for (var watch = Stopwatch.StartNew(); kept != 0; await Task.Delay(Pause, cancellation))
            {
                if (watch.Elapsed > Patience) return false;
                await connection.ExecuteAsync("VACUUM (FULL, VERBOSE) " + table, [], cancellation);
            }

            return true;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException or SocketException)
        {
            throw PostgresFailure.ToUnavailable(e);
        }
    }

    /// <summary>A connection of its own: details quote values elsewhere, here they tell how many rows are left.</summary>
    private static async Task<NpgsqlConnection> OpenAsync(DatabaseAddress address, CancellationToken cancellation)
    {
        var settings = PostgresConnection.Settings(address);
        settings.IncludeErrorDetail = true;
        settings.Pooling = false;
        settings.CommandTimeout = LongestSeconds;
        var connection = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Deleted rows that cannot be removed yet: the number comes first in the detail, in whichever language the server speaks.</summary>
    private static int FirstNumber(string? detail)
    {
        var digits = detail.AsSpan().TrimStart();
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? digits : digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }
}
