using System.Diagnostics.CodeAnalysis;

namespace Sallyport.Gateway.Configuration.Reading;

/// <summary>Reads small files that an operator names.</summary>
internal static class BoundedFile
{
    private const int FirstBytes = 16 * 1024;

    /// <param name="why">Why not, as the end of a sentence that begins with the file's name.</param>
    public static bool TryRead(string path, int maxBytes, [NotNullWhen(true)] out byte[]? bytes, [NotNullWhen(false)] out string? why)
    {
        (bytes, why) = (null, null);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            // Devices and pipes tell no length, so it is found by reading; files are read often and are small, so the buffer begins small.
            var buffer = new byte[Math.Min(maxBytes, FirstBytes) + 1];
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            while (length == buffer.Length && length <= maxBytes)
            {
                Array.Resize(ref buffer, (int)Math.Min(maxBytes + 1L, buffer.Length * 4L));
                length += file.ReadAtLeast(buffer.AsSpan(length), buffer.Length - length, throwOnEndOfStream: false);
            }

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
