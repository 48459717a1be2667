using System.Security.Cryptography;
using Sallyport.Gateway.Configuration;
using Sallyport.Ledger.Archives;

namespace Sallyport.Storage.Files;

/// <summary>A file with a secret that its owner alone may read, made once.</summary>
internal static class OwnerFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads a file of a data directory; makes it on the first start.</summary>
    /// <param name="make">Its content, if it is not there.</param>
    /// <exception cref="InstallationException">It cannot be read or made, or others may read it.</exception>
    public static byte[] LoadOrCreate(string directory, string name, Func<byte[]> make)
    {
        var path = Path.Combine(directory, name);
        try
        {
            if (!File.Exists(path)) Create(directory, name, make());
            if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) is var mode && (mode & ~(OwnerOnly | UnixFileMode.UserExecute)) != UnixFileMode.None)
                throw new InstallationException($"The key file {path} may be used by others than its owner (mode {Convert.ToString((int)mode, 8)}). If nobody else has read it: chmod 600 {path}");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstallationException($"The key file {path} cannot be read or made: {e.Message}", e);
        }
    }

    /// <summary>A hard link to a finished file: it appears complete or not at all, and two processes starting together agree on one.</summary>
    private static void Create(string directory, string name, byte[] content)
    {
        var path = Path.Combine(directory, name);
        var draft = path + "." + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            using (var file = new FileStream(draft, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: false);
            DurableFile.Flush(directory); // the new name must survive a power cut as well: what depends on it will
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft); // another process was faster, and its file counts
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }
}
