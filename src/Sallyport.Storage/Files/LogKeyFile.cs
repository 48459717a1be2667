using System.Security.Cryptography;
using System.Text;
using Sallyport.Gateway.Configuration;
using Sallyport.Ledger.Notes;

namespace Sallyport.Storage.Files;

/// <summary>The key that signs the log's checkpoints, in a file that its owner alone may read: Ed25519 in the signed-note form, or a name and a PKCS#8 key on P-256 where the system has no Ed25519.</summary>
/// <remarks>Apart from the installation's root: who verifies needs the public half for ever, and a new root must not make another log.</remarks>
public static class LogKeyFile
{
    public const string FileName = "sallyport.logkey";

    /// <summary>Reads the file of a data directory; makes it on the first start.</summary>
    /// <exception cref="InstallationException">It cannot be read or made, others may read it, or it holds no key.</exception>
    public static NoteSigner LoadOrCreate(string directory)
    {
        var text = OwnerFile.LoadOrCreate(directory, FileName, () => Encoding.ASCII.GetBytes(Make("sallyport/" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)))));
        try
        {
            var lines = Encoding.ASCII.GetString(text).TrimEnd('\n').Split('\n');
            return lines.Length == 1 ? NoteSigner.FromNoteForm(lines[0]) : NoteSigner.FromPkcs8(lines[0], Convert.FromBase64String(lines[1]));
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            throw new InstallationException($"{Path.Combine(directory, FileName)} holds no signing key that works here: {e.Message} Restore it from a backup: without it the log cannot go on.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    private static string Make(string name)
    {
        if (NoteSigner.HasEd25519) return NoteSigner.Generate(name) + "\n";
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return $"{name}\n{Convert.ToBase64String(key.ExportPkcs8PrivateKey())}\n";
    }
}
