namespace Sallyport.Providers.Translation;

/// <summary>A piece of a turn or of an answer.</summary>
public abstract record Part;

/// <summary>Words.</summary>
public sealed record TextPart(string Text) : Part;

/// <summary>The model's words about why it does not answer.</summary>
public sealed record RefusalPart(string Text) : Part;

/// <summary>An image, a sound or a document: as bytes or by address, never both.</summary>
/// <param name="MediaType">image/png; null if the client leaves it to the address.</param>
/// <param name="Base64">The bytes.</param>
/// <param name="Address">Where they are.</param>
/// <param name="Detail">OpenAI's low, high, auto.</param>
/// <param name="FileName">Null if it has none.</param>
public sealed record MediaPart(MediaKind Kind, string? MediaType, string? Base64, string? Address, string? Detail = null, string? FileName = null) : Part;

public enum MediaKind
{
    Image,
    Audio,
    Document,
}

/// <summary>The model wants a tool to be run.</summary>
/// <param name="Id">Gemini has none in older versions: a reader makes one from the position, the same each time.</param>
/// <param name="Arguments">A JSON object as JSON text; "{}" if there are none.</param>
/// <param name="Signature">Gemini's thoughtSignature, which must come back with the call.</param>
public sealed record ToolCallPart(string Id, string Name, string Arguments, string? Signature = null) : Part;

/// <summary>What a tool gave back.</summary>
/// <param name="Name">Name of the tool, which Gemini asks for; null where the dialect does not say it: a writer finds it by <paramref name="CallId"/>.</param>
public sealed record ToolResultPart(string CallId, string? Name, List<Part> Content, bool IsError) : Part;

/// <summary>The model's thoughts, as far as they are shown.</summary>
/// <param name="Signature">The vendor's proof; worth nothing to another vendor.</param>
public sealed record ReasoningPart(string Text, string? Signature) : Part;
