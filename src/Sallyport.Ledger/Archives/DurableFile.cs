using System.Runtime.InteropServices;
using System.Text;

namespace Sallyport.Ledger.Archives;

/// <summary>Writes files that are whole or not there, whenever the machine stops.</summary>
public static partial class DurableFile
{
    private const int ReadOnly = 0; // O_RDONLY

    /// <summary>Writes a file so that after a crash it holds the old bytes or the new, never a part: a temporary file is flushed, then renamed, then the folder is flushed.</summary>
    /// <exception cref="IOException">The disk refused. Nothing has been promised; the caller must not go on as if it had.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes)
    {
        var folder = Path.GetDirectoryName(path)!;
        Create(folder);
        var temporary = path + ".tmp";
        using (var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write, FileShare.None, FileOptions.None, bytes.Length))
        {
            RandomAccess.Write(handle, bytes, 0);
            RandomAccess.FlushToDisk(handle);
        }

        File.Move(temporary, path, overwrite: true);
        Flush(folder);
    }

    /// <summary>Removes a file; flushed with the next write into its folder.</summary>
    public static void Remove(string path) => File.Delete(path);

    private static void Create(string folder)
    {
        if (Directory.Exists(folder)) return;
        var parent = Path.GetDirectoryName(folder);
        if (!string.IsNullOrEmpty(parent)) Create(parent);
        Directory.CreateDirectory(folder);
        if (!string.IsNullOrEmpty(parent)) Flush(parent);
    }

    /// <summary>Makes names durable that were made, changed or removed in a folder.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows()) return; // there a folder cannot be flushed by itself
        var descriptor = Open(Encoding.UTF8.GetBytes(folder + '\0'), ReadOnly);
        if (descriptor < 0) throw new IOException($"cannot open folder {folder}: error {Marshal.GetLastPInvokeError()}");
        try
        {
            if (Sync(descriptor) != 0) throw new IOException($"cannot flush folder {folder}: error {Marshal.GetLastPInvokeError()}");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(ReadOnlySpan<byte> path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
