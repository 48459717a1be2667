using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Sallyport.Detection.Fingerprints;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration;

/// <summary>Files of registered documents: one a set, and in the same folder the key that their hashes were made under.</summary>
public static class FingerprintFiles
{
    /// <summary>Name of the key file in a folder of sets.</summary>
    public const string KeyName = "fingerprints.key";

    /// <summary>End of a set's file name.</summary>
    public const string Extension = ".fingerprints";

    /// <summary>Largest set, in bytes: about twenty million passages.</summary>
    public const int MaxBytes = 256 * 1024 * 1024;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads a set and the key beside it.</summary>
    /// <param name="why">Why not, as the end of a sentence that begins with the file's name.</param>
    public static bool TryRead(string path, [NotNullWhen(true)] out FingerprintSet? set, [NotNullWhen(false)] out string? why)
    {
        set = null;
        if (!BoundedFile.TryRead(path, MaxBytes, out var bytes, out why)) return false;
        if (!TryReadKey(Path.GetDirectoryName(Path.GetFullPath(path))!, out var key))
        {
            why = $"has no readable {KeyName} beside it";
            return false;
        }

        set = FingerprintSet.TryRead(bytes, key, out why);
        if (set is null) why ??= "cannot be read";
        return set is not null;
    }

    /// <summary>The key of a folder; made, for its owner alone, if there is none.</summary>
    /// <exception cref="IOException">It cannot be read or made.</exception>
    public static FingerprintKey LoadOrCreateKey(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, KeyName);
        if (!File.Exists(path)) Write(path, RandomNumberGenerator.GetBytes(FingerprintKey.Size));
        return TryReadKey(folder, out var key) ? key : throw new IOException($"The key file {path} does not hold exactly {FingerprintKey.Size} bytes.");
    }

    /// <summary>Replaces a set's file: complete or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Save(string path, FingerprintSet set) => Write(path, set.ToBytes());

    private static bool TryReadKey(string folder, [NotNullWhen(true)] out FingerprintKey? key)
    {
        key = BoundedFile.TryRead(Path.Combine(folder, KeyName), FingerprintKey.Size, out var bytes, out _) && bytes.Length == FingerprintKey.Size ? new FingerprintKey(bytes) : null;
        return key is not null;
    }

    private static void Write(string path, byte[] bytes)
    {
        var draft = path + "." + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        try
        {
            using (var file = new FileStream(draft, options))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
