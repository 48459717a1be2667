namespace Sallyport.Gateway.Inspection;

/// <summary>Where in a chat body <see cref="OfflineScan"/> puts a text before it is scanned.</summary>
public enum TextWrapping
{
    /// <summary>Nowhere: the text is scanned as it is.</summary>
    None,

    /// <summary>The content of a user message.</summary>
    Message,

    /// <summary>The value of a field that the dialect does not know.</summary>
    Json,

    /// <summary>A string inside the arguments of a tool call: JSON text inside a JSON string.</summary>
    ToolCall,
}
