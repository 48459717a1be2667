using Npgsql;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Storage.Postgres;

/// <summary>How a connection to an address is made: everything that the driver would otherwise guess is said here.</summary>
internal static class PostgresConnection
{
    /// <summary>Longest wait for a connection or for a cancelled statement, in seconds; below the deadline of a call.</summary>
    private const int ConnectTimeoutS = 4;

    public static NpgsqlConnectionStringBuilder Settings(DatabaseAddress address) => new()
    {
        Host = address.Host,
        Port = address.Port,
        Database = address.Database,
        Username = address.User,
        Password = address.Password?.Reveal(),
        ApplicationName = "sallyport",
        SslMode = address.Tls switch
        {
            DatabaseTls.Disable => SslMode.Disable,
            DatabaseTls.Require => SslMode.Require,
            DatabaseTls.VerifyAuthority => SslMode.VerifyCA,
            _ => SslMode.VerifyFull,
        },
        RootCertificate = address.RootCertificate,
        GssEncryptionMode = GssEncryptionMode.Disable, // by itself the driver looks for a Kerberos library first
        PersistSecurityInfo = false,
        IncludeErrorDetail = false, // it quotes values
        Timeout = ConnectTimeoutS,
        CommandTimeout = 0, // each call brings its own deadline
        CancellationTimeout = 500, // ms that a hanging server gets to confirm
        TcpKeepAlive = true,
        NoResetOnClose = true, // no statement here leaves anything behind in a session, and a pooler may not allow the reset
        MaxAutoPrepare = 0, // prepared statements do not survive a pooler
        ConnectionIdleLifetime = 60,
        ConnectionPruningInterval = 10,
    };
}
