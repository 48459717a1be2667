using System.Text.Json;

namespace Sallyport.Gateway.Audit.ReadModels;

/// <summary>Reads the two members of an intent that its result may lack. Half of all leaves are intents, so the rest is not looked at.</summary>
internal static class IntentReader
{
    /// <summary>In canonical JSON only a member can read so: quotes inside of text are escaped.</summary>
    private static ReadOnlySpan<byte> Mark => "\"type\":\"intent\""u8;

    /// <returns>False if this is no intent.</returns>
    /// <exception cref="JsonException">What says to be an intent is no JSON.</exception>
    public static bool TryRead(ReadOnlySpan<byte> json, out OpenIntent intent)
    {
        intent = default;
        if (json.IndexOf(Mark) < 0) return false;
        string? subject = null, upstream = null;
        var reader = new Utf8JsonReader(json);
        var (inSealed, inRequest) = (false, false);
        while (reader.Read())
        {
            if (reader.TokenType is not JsonTokenType.PropertyName) continue;
            if (reader.CurrentDepth == 1)
            {
                (inSealed, inRequest) = (reader.ValueTextEquals("enc"u8), reader.ValueTextEquals("req"u8));
                if (inSealed || inRequest) continue;
                if (reader.ValueTextEquals("target"u8) || reader.ValueTextEquals("ts"u8)) break; // both come before in canonical order
                reader.Read();
                reader.TrySkip();
            }
            else if (inSealed && reader.ValueTextEquals("s"u8)) subject = TextOf(ref reader);
            else if (inRequest && reader.ValueTextEquals("route"u8)) upstream = TextOf(ref reader);
        }

        intent = new OpenIntent(subject, upstream);
        return true;
    }

    private static string? TextOf(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType is JsonTokenType.String ? reader.GetString() : null;
}
