using System.Security.Cryptography;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Storage.Files;

/// <summary>The installation's root secret: 32 random bytes in a file that its owner alone may read.</summary>
public static class KeyFile
{
    public const string FileName = "sallyport.keyfile";

    /// <summary>Reads the key file of a data directory; makes it on the first start.</summary>
    /// <exception cref="InstallationException">It cannot be read or made, others may read it, or its length is wrong.</exception>
    public static InstallationKeys LoadOrCreate(string directory)
    {
        var root = OwnerFile.LoadOrCreate(directory, FileName, () => RandomNumberGenerator.GetBytes(InstallationKeys.Size));
        try
        {
            if (root.Length == InstallationKeys.Size) return InstallationKeys.Derive(root);
            throw new InstallationException($"The key file {Path.Combine(directory, FileName)} does not hold exactly {InstallationKeys.Size} bytes. Restore it from a backup: without it no key can be checked.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(root);
        }
    }
}
