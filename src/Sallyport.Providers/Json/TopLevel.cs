using System.Text.Json;

namespace Sallyport.Providers.Json;

/// <summary>Reads single members of a body that is known to be one JSON object without repeated members.</summary>
public static class TopLevel
{
    /// <returns>The text of a member; null if it is not there or no text.</returns>
    public static string? TextOf(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        var json = new Utf8JsonReader(body);
        return Find(ref json, name) && json.TokenType == JsonTokenType.String ? json.GetString() : null;
    }

    /// <returns>True if a member is there and <c>true</c>.</returns>
    public static bool IsTrue(ReadOnlySpan<byte> body, ReadOnlySpan<byte> name)
    {
        var json = new Utf8JsonReader(body);
        return Find(ref json, name) && json.TokenType == JsonTokenType.True;
    }

    private static bool Find(ref Utf8JsonReader json, ReadOnlySpan<byte> name)
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = json.ValueTextEquals(name);
            json.Read();
            if (isIt) return true;
            json.Skip();
        }

        return false;
    }
}
