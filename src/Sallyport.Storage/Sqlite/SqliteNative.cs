using System.Runtime.InteropServices;
using Sallyport.Gateway.Configuration;
using SQLitePCL;

namespace Sallyport.Storage.Sqlite;

/// <summary>Binds to the distribution's SQLite library, so that its security fixes apply. See docs/decisions/0010-sqlite-native-library.md.</summary>
internal static class SqliteNative
{
    /// <summary>3.37: the first with STRICT tables.</summary>
    private const int OldestVersion = 3_037_000;

    private static readonly Lock Gate = new();
    private static nint _library;

    /// <summary>Call before any other use of SQLite. Cheap after the first time.</summary>
    /// <exception cref="InstallationException">The library is missing or too old.</exception>
    public static void EnsureLoaded()
    {
        lock (Gate)
        {
            if (_library != 0) return;
            var library = Load();
            NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name == "e_sqlite3" ? library : 0);
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            // No connection here is used by two threads at once, so SQLite need not lock each one on every call.
            if (raw.sqlite3_threadsafe() != 0) _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
            _library = library;
        }

        if (raw.sqlite3_libversion_number() < OldestVersion)
            throw new InstallationException($"The SQLite library is version {raw.sqlite3_libversion().utf8_to_string()}; 3.37 or newer is needed. Update the package libsqlite3-0.");
    }

    /// <summary>Names to try, most precise first. The unversioned ones are there with development packages only.</summary>
    internal static nint Load(params string[] names)
    {
        if (names.Length == 0)
        {
            names = OperatingSystem.IsWindows() ? ["winsqlite3.dll", "sqlite3.dll"]
                : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib", "libsqlite3.dylib"]
                : ["libsqlite3.so.0", "libsqlite3.so"];
        }

        foreach (var name in names)
            if (NativeLibrary.TryLoad(name, out var library)) return library;
        throw new InstallationException($"The SQLite library ({names[0]}) is not installed. On Debian and Ubuntu: apt-get install libsqlite3-0. On Fedora: dnf install sqlite-libs. On Alpine: apk add sqlite-libs.");
    }
}
