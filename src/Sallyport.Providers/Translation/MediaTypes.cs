namespace Sallyport.Providers.Translation;

/// <summary>What a media type is in a conversation, and how bytes are written as an address.</summary>
internal static class MediaTypes
{
    /// <returns>Null for video and what is unknown: no neutral word exists.</returns>
    public static MediaKind? KindOf(string mediaType) =>
        mediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) ? MediaKind.Image
        : mediaType.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) ? MediaKind.Audio
        : mediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || mediaType.StartsWith("application/", StringComparison.OrdinalIgnoreCase) ? MediaKind.Document
        : null;

    /// <summary>True if the bytes stand in the address.</summary>
    public static bool IsData(string address) => address.StartsWith("data:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes <c>data:image/png;base64,AAAA</c> apart.</summary>
    public static bool TryReadData(string address, out string mediaType, out string base64)
    {
        (mediaType, base64) = ("", "");
        const string Marker = ";base64,";
        if (!IsData(address)) return false;
        var at = address.IndexOf(Marker, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return false;
        (mediaType, base64) = (address[5..at].Split(';')[0], address[(at + Marker.Length)..]); // without ;name=… and the like
        return mediaType.Length > 0;
    }

    public static string DataAddress(string mediaType, string base64) => $"data:{mediaType};base64,{base64}";

    /// <summary>A document that is plain text after all: its words.</summary>
    /// <returns>Null if it is none, or its bytes are no UTF-8.</returns>
    public static string? TextOf(MediaPart media)
    {
        if (media is not { Kind: MediaKind.Document, Base64: { } base64, MediaType: { } type } || !type.StartsWith("text/", StringComparison.OrdinalIgnoreCase)) return null;
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) && System.Text.Unicode.Utf8.IsValid(bytes.AsSpan(0, length)) ? System.Text.Encoding.UTF8.GetString(bytes, 0, length) : null;
    }

    /// <summary>True for an address that every provider can fetch; those of one vendor's own store are none.</summary>
    public static bool IsWeb(string address) => address.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || address.StartsWith("http://", StringComparison.OrdinalIgnoreCase);
}
