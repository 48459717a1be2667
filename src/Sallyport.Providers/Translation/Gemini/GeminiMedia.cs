using System.Text.Json;

namespace Sallyport.Providers.Translation.Gemini;

/// <summary><c>inlineData</c> and <c>fileData</c>.</summary>
internal static class GeminiMedia
{
    /// <param name="data">The member of the part.</param>
    /// <exception cref="UntranslatableException">Video, or a file that lies with the provider.</exception>
    public static MediaPart Read(JsonPlace data)
    {
        JsonPlace? mime = null, bytes = null, address = null;
        string? fileName = null;
        foreach (var (name, place) in GeminiMembers.Of(data))
        {
            switch (name)
            {
                case "mimeType":
                    mime = place;
                    break;
                case "data" when data.Name is "inlineData" or "inline_data":
                    bytes = place;
                    break;
                case "fileUri" when data.Name is "fileData" or "file_data":
                    address = place;
                    break;
                case "displayName":
                    fileName = place.Text();
                    break;
                default:
                    throw place.Refusal();
            }
        }

        if (address is not null && !IsPublic(address.Text())) throw address.Refusal();
        if ((bytes ?? address) is null || mime is null || MediaTypes.KindOf(mime.Text()) is not { } kind) throw (mime ?? data).Refusal();
        return new MediaPart(kind, mime.Text(), bytes?.Text(), address?.Text(), FileName: fileName);
    }

    /// <remarks>An address may come without its type: the ending tells it, or nothing does and the provider looks.</remarks>
    /// <exception cref="UntranslatableException">It lies with another provider.</exception>
    public static void Write(Utf8JsonWriter json, MediaPart media)
    {
        if (media.Address is { } address && !MediaTypes.IsWeb(address)) throw new UntranslatableException("media stored with a provider");
        json.WriteStartObject();
        json.WriteStartObject(media.Base64 is null ? "fileData" : "inlineData");
        if ((media.MediaType ?? TypeByEnding(media.Address)) is { } mime) json.WriteString("mimeType", mime);
        if (media.Base64 is null) json.WriteString("fileUri", media.Address);
        else json.WriteString("data", media.Base64);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static string? TypeByEnding(string? address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)) return null;
        var path = uri.AbsolutePath;
        return path[(path.LastIndexOf('.') + 1)..].ToUpperInvariant() switch
        {
            "PNG" => "image/png",
            "JPG" or "JPEG" => "image/jpeg",
            "GIF" => "image/gif",
            "WEBP" => "image/webp",
            "PDF" => "application/pdf",
            _ => null,
        };
    }

    // gs:// and the files service need the provider's own credential, and a film is more than an address.
    private static bool IsPublic(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"
        && !uri.Host.EndsWith(".googleapis.com", StringComparison.OrdinalIgnoreCase) && !uri.Host.EndsWith("youtube.com", StringComparison.OrdinalIgnoreCase) && !uri.Host.EndsWith("youtu.be", StringComparison.OrdinalIgnoreCase);
}
