using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Storage.Files;

/// <summary>The installation's root secret: 32 random bytes in a file that its owner alone may read.</summary>
public static class KeyFile
{
    public const string FileName = "sallyport.keyfile";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads the key file of a data directory; makes it on the first start.</summary>
    /// <exception cref="InstallationException">It cannot be read or made, others may read it, or its length is wrong.</exception>
    public static InstallationKeys LoadOrCreate(string directory)
    {
        var path = Path.Combine(directory, FileName);
        Span<byte> root = stackalloc byte[InstallationKeys.Size];
        try
        {
            if (!File.Exists(path)) Create(directory, path);
            Read(path, root);
            return InstallationKeys.Derive(root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstallationException($"The key file {path} cannot be read or made: {e.Message}", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(root);
        }
    }

    private static void Read(string path, Span<byte> root)
    {
        if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) is var mode && (mode & ~(OwnerOnly | UnixFileMode.UserExecute)) != UnixFileMode.None)
            throw new InstallationException($"The key file {path} may be used by others than its owner (mode {Convert.ToString((int)mode, 8)}). If nobody else has read it: chmod 600 {path}");
        using var file = File.OpenHandle(path);
        if (RandomAccess.GetLength(file) != root.Length || RandomAccess.Read(file, root, 0) != root.Length)
            throw new InstallationException($"The key file {path} does not hold exactly {root.Length} bytes. Restore it from a backup: without it no key can be checked.");
    }

    /// <summary>A hard link to a finished file: it appears complete or not at all, and two processes starting together agree on one.</summary>
    private static void Create(string directory, string path)
    {
        var draft = Path.Combine(directory, FileName + "." + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        var root = RandomNumberGenerator.GetBytes(InstallationKeys.Size);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            using (var file = new FileStream(draft, options))
            {
                file.Write(root);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: false);
            SyncDirectory(directory);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft); // another process was faster, and its file counts
        }
        finally
        {
            CryptographicOperations.ZeroMemory(root);
        }
    }

    /// <summary>The new name must survive a power cut as well: the database that depends on it will.</summary>
    private static void SyncDirectory(string directory)
    {
        if (OperatingSystem.IsWindows()) return;
        var handle = Open(directory, 0);
        if (handle < 0) throw new IOException("The data directory cannot be opened.");
        var result = Sync(handle);
        _ = Close(handle);
        if (result != 0) throw new IOException("The data directory cannot be synced.");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int handle);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int handle);
}
