using System.Text.Json;

namespace Sallyport.Gateway.Moderation;

/// <summary>Reads what a moderation endpoint says: <c>{"results":[{"flagged":true,…}]}</c>.</summary>
internal static class ModerationAnswer
{
    public static RemoteVerdict Read(ReadOnlySpan<byte> body)
    {
        var verdict = RemoteVerdict.Failed;
        try
        {
            var json = new Utf8JsonReader(body);
            while (json.Read())
            {
                // results is an array of objects inside the answer: depth 3. A category of this name would lie deeper.
                if (json.TokenType != JsonTokenType.PropertyName || json.CurrentDepth != 3 || !json.ValueTextEquals("flagged"u8)) continue;
                if (!json.Read() || json.TokenType is not (JsonTokenType.True or JsonTokenType.False)) return RemoteVerdict.Failed;
                if (json.TokenType == JsonTokenType.True) verdict = RemoteVerdict.Found;
                else if (verdict == RemoteVerdict.Failed) verdict = RemoteVerdict.Clean;
            }

            return verdict;
        }
        catch (JsonException)
        {
            return RemoteVerdict.Failed;
        }
    }
}
