using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Sallyport.Gateway.Configuration;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Sealing;
using Sallyport.Storage.Postgres;

namespace Sallyport.Storage.Files;

/// <summary>The key that signs the log's checkpoints: Ed25519 in the signed-note form, or a name and a PKCS#8 key on P-256 where the system has no Ed25519.</summary>
/// <remarks>
/// Apart from the installation's root: who verifies needs the public half for ever, and a new root must not make another log.
/// With SQLite it lies in a file beside the database. Nodes that share a PostgreSQL database share the key too: there it is sealed under the installation's.
/// </remarks>
public static class LogKey
{
    public const string FileName = "sallyport.logkey";

    private const string Setting = "log.key";

    /// <summary>Reads the key; makes it on the first start.</summary>
    /// <exception cref="InstallationException">It cannot be read or made, others may read it, or it is no key.</exception>
    /// <exception cref="Gateway.Authentication.StoreUnavailableException">The database does not answer.</exception>
    public static async Task<NoteSigner> LoadOrCreateAsync(StorageSettings where, InstallationKeys installation, ISettingStore settings, CancellationToken cancellation)
    {
        var isShared = where.Database is not null;
        var text = isShared ? await SharedAsync(where, installation, settings, cancellation) : OwnerFile.LoadOrCreate(where.DataDirectory, FileName, Make);
        try
        {
            var lines = Encoding.ASCII.GetString(text).TrimEnd('\n').Split('\n');
            return lines.Length == 1 ? NoteSigner.FromNoteForm(lines[0]) : NoteSigner.FromPkcs8(lines[0], Convert.FromBase64String(lines[1]));
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            var place = isShared ? where.Place : Path.Combine(where.DataDirectory, FileName);
            throw new InstallationException($"{place} holds no signing key of the log that works here: {e.Message} Restore it from a backup: without it the log cannot go on.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>Puts the key of a directory into a PostgreSQL database, sealed as <see cref="LoadOrCreateAsync"/> reads it there.</summary>
    internal static async Task ShareAsync(string directory, InstallationKeys installation, NpgsqlConnection connection, CancellationToken cancellation)
    {
        var text = OwnerFile.LoadOrCreate(directory, FileName, Make);
        await connection.ExecuteAsync("INSERT INTO sallyport.setting (name, value) VALUES ($1, $2)", [Setting, Wrap(installation, text)], cancellation);
        CryptographicOperations.ZeroMemory(text);
    }

    private static byte[] Wrap(InstallationKeys installation, byte[] text)
    {
        var nonce = RandomNumberGenerator.GetBytes(Xaes256Gcm.NonceBytes);
        return [.. nonce, .. Xaes256Gcm.Seal(installation.Vault.Span, nonce, text, Encoding.ASCII.GetBytes(Setting))];
    }

    private static async Task<byte[]> SharedAsync(StorageSettings where, InstallationKeys installation, ISettingStore settings, CancellationToken cancellation)
    {
        const int NonceSize = Xaes256Gcm.NonceBytes;
        var made = Make();
        await settings.TryAddAsync(Setting, Wrap(installation, made), cancellation); // the first node's counts
        CryptographicOperations.ZeroMemory(made);
        var stored = await settings.FindAsync(Setting, cancellation) ?? [];
        return stored.Length > NonceSize && Xaes256Gcm.Open(installation.Vault.Span, stored.AsSpan(0, NonceSize), stored.AsSpan(NonceSize), Encoding.ASCII.GetBytes(Setting)) is { } key
            ? key
            : throw new InstallationException($"The signing key of the log in {where.Place} was changed, or belongs to another key file. Restore both from the same backup.");
    }

    private static byte[] Make()
    {
        var name = "sallyport/" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        if (NoteSigner.HasEd25519) return Encoding.ASCII.GetBytes(NoteSigner.Generate(name) + "\n");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Encoding.ASCII.GetBytes($"{name}\n{Convert.ToBase64String(key.ExportPkcs8PrivateKey())}\n");
    }
}
