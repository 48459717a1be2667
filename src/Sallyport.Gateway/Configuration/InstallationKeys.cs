using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Gateway.Configuration;

/// <summary>The secrets of this installation, each derived from one root by HKDF-SHA-256 under its own name. Prints as ***.</summary>
/// <remarks>The names are frozen: another name gives another key, and what was made with the old one is lost.</remarks>
public sealed class InstallationKeys
{
    /// <summary>Length of the root and of each key, in bytes.</summary>
    public const int Size = 32;

    private InstallationKeys(ReadOnlySpan<byte> root)
    {
        Pepper = Derive(root, "pepper");
        Pseudonym = Derive(root, "pseudonym");
        Vault = Derive(root, "vault");
        AdminToken = Derive(root, "admin-token");
        Subjects = Derive(root, "subjects");
        LimitHolders = Derive(root, "limit-holders");
        Fingerprint = Derive(root, "fingerprint");
    }

    /// <summary>Under which virtual keys are hashed.</summary>
    public ReadOnlyMemory<byte> Pepper { get; }

    /// <summary>Under which sensitive values become pseudonyms.</summary>
    public ReadOnlyMemory<byte> Pseudonym { get; }

    /// <summary>Under which placeholder maps at rest are encrypted.</summary>
    public ReadOnlyMemory<byte> Vault { get; }

    /// <summary>Under which the admin token is hashed.</summary>
    public ReadOnlyMemory<byte> AdminToken { get; }

    /// <summary>Under which the keys of data subjects are wrapped.</summary>
    public ReadOnlyMemory<byte> Subjects { get; }

    /// <summary>Under which limits name people.</summary>
    public ReadOnlyMemory<byte> LimitHolders { get; }

    /// <summary>Kept in the database to notice a key file that belongs to another one. Tells nothing about the other keys.</summary>
    public ReadOnlyMemory<byte> Fingerprint { get; }

    /// <param name="root">32 random bytes.</param>
    public static InstallationKeys Derive(ReadOnlySpan<byte> root) =>
        root.Length == Size ? new InstallationKeys(root) : throw new ArgumentException("The root is 32 bytes.", nameof(root));

    public override string ToString() => "***";

    private static byte[] Derive(ReadOnlySpan<byte> root, string name)
    {
        var key = new byte[Size];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, root, key, [], Encoding.ASCII.GetBytes("sallyport/v1/" + name));
        return key;
    }
}
