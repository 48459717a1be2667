using System.Security.Cryptography;
using System.Text;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Governance;

namespace Sallyport.Control.Identity;

/// <summary>Who an admin token belongs to: the bootstrap token, given by the environment or made at the first start, and those of named administrators. All are kept as keyed hashes.</summary>
/// <remarks>Accepts no bootstrap token until <see cref="EnsureAsync"/> has run.</remarks>
public sealed class AdminTokens(ISettingStore settings, IAdminStore administrators, InstallationKeys installation)
{
    /// <summary>Shortest token taken from the environment, in characters.</summary>
    public const int MinLength = 8;

    private const int MaxLength = 512;
    private const string Setting = "admin.token_hash", Scheme = "Bearer ";
    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private readonly byte[] _nobody = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private volatile byte[]? _hash;

    /// <summary>Call once, before serving.</summary>
    /// <param name="given">SALLYPORT_ADMIN_TOKEN; it counts for this run and is not stored. Null or empty: the stored one counts.</param>
    /// <returns>The token that was just made, to be shown once; null if there was one already.</returns>
    /// <exception cref="InstallationException">The given token is too short or too long.</exception>
    /// <exception cref="Gateway.Authentication.StoreUnavailableException">The store gave no answer.</exception>
    public async ValueTask<string?> EnsureAsync(string? given, CancellationToken cancellation)
    {
        if (!string.IsNullOrEmpty(given))
        {
            if (given.Length is < MinLength or > MaxLength)
                throw new InstallationException($"SALLYPORT_ADMIN_TOKEN must have {MinLength} to {MaxLength} characters. Make one with: openssl rand -hex 32");
            _hash = HashOf(given);
            return null;
        }

        if (await settings.FindAsync(Setting, cancellation) is { } stored)
        {
            _hash = stored;
            return null;
        }

        var made = NewToken();
        var added = await settings.TryAddAsync(Setting, HashOf(made), cancellation);
        _hash = await settings.FindAsync(Setting, cancellation);
        return added ? made : null;
    }

    /// <summary>A token that nobody has yet: 238 random bits.</summary>
    internal static string NewToken() => "sp_admin_" + RandomNumberGenerator.GetString(Base62, 40);

    /// <param name="authorization">The whole header value; null if there was none.</param>
    /// <returns>Whose token it is; null if nobody's.</returns>
    /// <exception cref="Gateway.Authentication.StoreUnavailableException">It is not the bootstrap token, and the store gave no answer.</exception>
    internal async ValueTask<AdminIdentity?> AuthenticateAsync(string? authorization, CancellationToken cancellation)
    {
        var isBearer = authorization is not null && authorization.Length <= Scheme.Length + MaxLength && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);
        var presented = HashOf(isBearer ? authorization.AsSpan(Scheme.Length).Trim() : "");
        if (CryptographicOperations.FixedTimeEquals(_hash ?? _nobody, presented) & isBearer) return AdminIdentity.Bootstrap;
        // Looked up by a keyed hash: what the search's time may tell of it tells nothing of a token.
        return isBearer && await administrators.FindAsync(presented, cancellation) is { } found ? AdminIdentity.Of(found) : null;
    }

    /// <summary>How a token is kept.</summary>
    internal byte[] HashOf(ReadOnlySpan<char> token)
    {
        Span<byte> utf8 = stackalloc byte[MaxLength * 3];
        var length = Encoding.UTF8.GetBytes(token, utf8);
        var hash = HMACSHA256.HashData(installation.AdminToken.Span, utf8[..length]);
        CryptographicOperations.ZeroMemory(utf8);
        return hash;
    }
}
