using System.Text.Json;

namespace Sallyport.Providers.Translation.Gemini;

/// <summary>The object in which Gemini wants what a tool gave back: <c>output</c> holds it, or <c>error</c> what went wrong.</summary>
/// <remarks>An object with other members is the result as a whole. Source: https://ai.google.dev/api/caching#FunctionResponse.</remarks>
internal static class GeminiToolResult
{
    public static (string Text, bool IsError) Read(JsonPlace response)
    {
        if (!response.IsObject) throw response.Refusal();
        if (response.Members().Count() == 1)
        {
            if (response.Member("output") is { } output) return (TextOf(output), false);
            if (response.Member("error") is { } error) return (TextOf(error), true);
        }

        return (response.Value.GetRawText(), false);
    }

    public static void Write(Utf8JsonWriter json, ToolResultPart result)
    {
        json.WriteStartObject("response");
        json.WriteString(result.IsError ? "error" : "output", string.Join('\n', result.Content.OfType<TextPart>().Select(part => part.Text)));
        json.WriteEndObject();
    }

    private static string TextOf(JsonPlace value) => value.IsText ? value.Text() : value.Value.GetRawText();
}
