namespace Sallyport.Providers.Json;

/// <summary>How a piece of text may be handled.</summary>
public enum SegmentKind : byte
{
    /// <summary>A string: inspected, may be edited.</summary>
    Text,

    /// <summary>A string whose content is JSON text itself (tool-call arguments): escapes are undone twice, replacements escaped twice.</summary>
    JsonText,

    /// <summary>A property name that the dialect does not know: inspected, may be edited.</summary>
    Name,

    /// <summary>A number of 12 digits or more: inspected; a replacement becomes a string.</summary>
    Number,

    /// <summary>A thinking block, signature or encrypted item: inspected, never edited; a finding that would change it ends the exchange.</summary>
    Protected,

    /// <summary>Bytes of an image, sound or document: not inspected; needs the Media capability and is marked unscanned.</summary>
    Media,

    /// <summary>A provider's identifier or enumeration word in an answer, of harmless alphabet and length: passed as it is.</summary>
    Identifier,
}

/// <summary>Who wrote a piece of text, as far as the body says.</summary>
public enum SegmentRole : byte
{
    Other,
    System,
    User,
    Assistant,
    Tool,
}

/// <summary>One piece of text inside a body.</summary>
public struct TextSegment
{
    /// <summary>First byte of the content in the body, after the quote.</summary>
    public int Start { get; set; }

    /// <summary>Bytes of the content, without the quotes.</summary>
    public int Length { get; set; }

    public SegmentKind Kind { get; set; }

    public SegmentRole Role { get; set; }

    /// <summary>True if the content holds a backslash.</summary>
    public bool HasEscapes { get; set; }

    /// <summary>True for a piece of a text that goes on in later events of a stream.</summary>
    public bool Continues { get; set; }

    /// <summary>True for the text that the model says to the user, as opposed to tool calls, thoughts and metadata.</summary>
    public bool IsAnswer { get; set; }

    /// <summary>True for what a message, a system prompt or a tool's answer says, as opposed to the words that a dialect uses around it. Requests only.</summary>
    public bool IsSpoken { get; set; }

    /// <summary>True for what a tool is called with: read by a program, not shown to a person.</summary>
    public bool IsArguments { get; set; }

    /// <summary>True if the text goes on in the next segment: a transcript in cues or words. They are scanned as one text with a space between them.</summary>
    public bool JoinsNext { get; set; }

    /// <summary>Which text of a stream this is a piece of: a hash over field, block, item and choice.</summary>
    public int Channel { get; set; }

    /// <summary>Choice or candidate number. Texts of one group follow each other; texts of two groups may alternate.</summary>
    public int Group { get; set; }
}
