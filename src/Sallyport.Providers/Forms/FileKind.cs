using System.Text;

namespace Sallyport.Providers.Forms;

/// <summary>What a file in a form is. Providers tell formats by the ending of the name, so that much of it leaves, and nothing else: a name is a place for text like any other.</summary>
/// <param name="Ending">Without a dot; empty if we do not know the kind.</param>
/// <param name="Type">Media type.</param>
public readonly record struct FileKind(string Ending, string Type)
{
    private static readonly FileKind Unknown = new("", "application/octet-stream");

    private static readonly FileKind[] Known =
    [
        new("mp3", "audio/mpeg"), new("mpga", "audio/mpeg"), new("mpeg", "audio/mpeg"), new("wav", "audio/wav"), new("m4a", "audio/mp4"), new("mp4", "audio/mp4"), new("webm", "audio/webm"),
        new("flac", "audio/flac"), new("ogg", "audio/ogg"), new("oga", "audio/ogg"), new("opus", "audio/ogg"), new("aac", "audio/aac"),
        new("png", "image/png"), new("jpg", "image/jpeg"), new("jpeg", "image/jpeg"), new("webp", "image/webp"), new("gif", "image/gif"), new("jsonl", "application/jsonl"), new("pdf", "application/pdf"),
    ];

    /// <summary>The kind that the name's ending says, else the one that the media type says.</summary>
    public static FileKind Of(ReadOnlySpan<byte> fileName, ReadOnlySpan<byte> type)
    {
        var dot = fileName.LastIndexOf((byte)'.');
        foreach (var kind in Known)
        {
            if (dot >= 0 && Ascii.EqualsIgnoreCase(fileName[(dot + 1)..], kind.Ending)) return kind;
        }

        var end = type.IndexOf((byte)';');
        var media = (end < 0 ? type : type[..end]).Trim((byte)' ');
        foreach (var kind in Known)
        {
            if (Ascii.EqualsIgnoreCase(media, kind.Type)) return kind;
        }

        return Unknown;
    }

    /// <summary>The name under which the file leaves.</summary>
    public string Name => Ending.Length == 0 ? "file" : "file." + Ending;
}
