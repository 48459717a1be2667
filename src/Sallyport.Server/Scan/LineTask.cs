using System.Text.Json;

namespace Sallyport.Server.Scan;

/// <summary>What is done with each text of a JSON-lines input.</summary>
internal abstract class LineTask
{
    /// <summary>Does it; true if something was found. May be called twice with the same text.</summary>
    /// <param name="line">The whole line, for fields beside the text.</param>
    public abstract bool Run(string text, JsonElement line);

    /// <summary>Writes the outcome of the last run as properties; false if a promise did not hold.</summary>
    public abstract bool Write(Utf8JsonWriter json);
}
