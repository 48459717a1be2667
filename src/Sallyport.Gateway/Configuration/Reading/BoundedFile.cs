using System.Diagnostics.CodeAnalysis;

namespace Sallyport.Gateway.Configuration.Reading;

/// <summary>Reads small files that an operator names.</summary>
internal static class BoundedFile
{
    /// <param name="why">Why not, as the end of a sentence that begins with the file's name.</param>
    public static bool TryRead(string path, int maxBytes, [NotNullWhen(true)] out byte[]? bytes, [NotNullWhen(false)] out string? why)
    {
        (bytes, why) = (null, null);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var buffer = new byte[maxBytes + 1]; // devices and pipes tell no length, so the length is found by reading
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > maxBytes) why = $"is larger than {maxBytes} bytes";
            else bytes = buffer[..length];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            why = "does not exist";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            why = "cannot be read";
        }

        if (bytes is null) why ??= "cannot be read";
        return bytes is not null;
    }
}
