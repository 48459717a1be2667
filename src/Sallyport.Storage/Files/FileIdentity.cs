using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sallyport.Storage.Files;

/// <summary>Which file a path names: its number on its device. A file that was replaced has the path and not the identity.</summary>
/// <param name="Device">Major and minor number.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Inode)
{
    private const int Here = -100 /* AT_FDCWD */, WriteAccess = 2, Inodes = 0x100 /* STATX_INO */;

    /// <returns>Null if nothing has this path; default where the system gives no such numbers.</returns>
    public static FileIdentity? Of(string path)
    {
        if (!OperatingSystem.IsLinux()) return File.Exists(path) ? default(FileIdentity) : null;
        // struct statx is the same on every architecture, which struct stat is not: inode at 32, device at 136.
        Span<byte> answer = stackalloc byte[256];
        if (Statx(Here, path, 0, Inodes, ref MemoryMarshal.GetReference(answer)) != 0) return null;
        return new FileIdentity(BinaryPrimitives.ReadUInt64LittleEndian(answer[136..]), BinaryPrimitives.ReadUInt64LittleEndian(answer[32..]));
    }

    /// <summary>True if the file or its file system forbids writing. Looks at the mode too, since it binds everybody but root, who would not notice.</summary>
    public static bool IsReadOnly(string path) =>
        OperatingSystem.IsLinux() && (Access(path, WriteAccess) != 0 || (File.Exists(path) && (File.GetUnixFileMode(path) & UnixFileMode.UserWrite) == UnixFileMode.None));

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, ref byte answer);

    [DllImport("libc", EntryPoint = "access", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Access([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int mode);
}
