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
}
