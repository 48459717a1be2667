using System.Net.Sockets;
using Npgsql;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Storage.Postgres;

/// <summary>Says in words why PostgreSQL gave no answer, with what an operator can do. Values and statements are not in the message.</summary>
internal static class PostgresFailure
{
    public static StoreUnavailableException ToUnavailable(Exception e) => new(Describe(e), e);

    /// <summary>True if the connection was lost, not only a statement.</summary>
    public static bool IsBroken(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown } => true,
        PostgresException => false,
        _ => e is IOException or SocketException || (e.InnerException is { } inner && IsBroken(inner)),
    };

    private static string Describe(Exception e) => e switch
    {
        PostgresException said => Describe(said),
        OperationCanceledException or TimeoutException or NpgsqlException { InnerException: TimeoutException } => "The database gave no answer in time.",
        NpgsqlException { InnerException: System.Security.Authentication.AuthenticationException } => "The database's certificate was not accepted. Name its authority with sslrootcert, and check the host name.",
        _ when IsBroken(e) => "The database cannot be reached or closed the connection.",
        _ => "The database cannot be used: " + e.Message,
    };

    private static string Describe(PostgresException said) => said.SqlState switch
    {
        PostgresErrorCodes.ReadOnlySqlTransaction => "The database is read-only; it may be a standby. Connect to the primary.",
        PostgresErrorCodes.TooManyConnections => "The database takes no more connections. Lower storage.max_connections or raise the server's max_connections.",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => "The database refuses this user or password.",
        PostgresErrorCodes.InvalidCatalogName => "The server has no database of this name.",
        PostgresErrorCodes.InsufficientPrivilege => "The database user may not do this. It must own the schema sallyport, or be allowed to create it.",
        PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => "The database starts or stops.",
        PostgresErrorCodes.QueryCanceled => "The database gave no answer in time.",
        PostgresErrorCodes.DiskFull => "The database's disk is full.",
        _ => $"The database said no (PostgreSQL code {said.SqlState}).",
    };
}
