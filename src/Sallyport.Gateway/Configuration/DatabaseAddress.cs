namespace Sallyport.Gateway.Configuration;

/// <summary>Where a PostgreSQL database is and how to sign in. Prints without the password.</summary>
/// <param name="Host">Name, IP address, or folder of a Unix socket (begins with <c>/</c>).</param>
/// <param name="Port">TCP port, or the number in the socket's file name.</param>
/// <param name="Database">Name of the database.</param>
/// <param name="User">Role to sign in as.</param>
/// <param name="Password">Null for a sign-in without one, such as <c>peer</c> over a socket.</param>
/// <param name="Tls">How the connection is protected.</param>
/// <param name="RootCertificate">PEM file with the authorities to trust; null for the system's.</param>
public sealed record DatabaseAddress(string Host, int Port, string Database, string User, Secret? Password, DatabaseTls Tls, string? RootCertificate)
{
    /// <summary>Whether anything differs, the password too: a change needs a restart.</summary>
    public bool IsSameAs(DatabaseAddress? other) =>
        other is not null && this with { Password = null } == other with { Password = null } && Password?.Reveal() == other.Password?.Reveal();

    /// <summary><c>postgresql://host:port/database</c>: neither role nor password.</summary>
    public override string ToString() => Host.StartsWith('/') ? $"postgresql://{Host}/.s.PGSQL.{Port} {Database}" : $"postgresql://{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}/{Database}";
}

/// <summary>Protection of the connection to a database. There is no "if the server can": that falls back to clear text in silence.</summary>
public enum DatabaseTls
{
    /// <summary>Clear text. Default for loopback and sockets, and only there.</summary>
    Disable,

    /// <summary>Encrypted, the server's certificate is not checked: safe from listeners, not from impostors.</summary>
    Require,

    /// <summary>The certificate's authority is checked.</summary>
    VerifyAuthority,

    /// <summary>Authority and host name are checked. Default for every other host.</summary>
    VerifyFull,
}
