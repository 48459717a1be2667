using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Sallyport.Providers.Anthropic;

/// <summary>Makes a Messages body fit for a cloud that hosts Claude: the model moves to the path, the version into the body. All other members stay byte for byte.</summary>
public static class HostedMessages
{
    public const string VertexVersion = "vertex-2023-10-16";
    public const string BedrockVersion = "bedrock-2023-05-31";

    /// <summary>Writes the body.</summary>
    /// <param name="body">A JSON object without repeated members.</param>
    /// <param name="version">What <c>anthropic_version</c> must say there.</param>
    /// <param name="drops">Members to leave out.</param>
    /// <param name="betas">The client's <c>anthropic-beta</c> header, to go into the body; null to leave the body's own member as it is.</param>
    /// <returns>False if the body is no JSON object.</returns>
    public static bool TryWrite(ReadOnlySpan<byte> body, string version, ReadOnlySpan<string> drops, string? betas, IBufferWriter<byte> output)
    {
        output.Write("{\"anthropic_version\":\""u8);
        output.Write(Encoding.ASCII.GetBytes(version));
        output.Write("\""u8);
        var json = new Utf8JsonReader(body);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)json.TokenStartIndex;
            var isDropped = json.ValueTextEquals("anthropic_version"u8) || (betas is not null && json.ValueTextEquals("anthropic_beta"u8));
            foreach (var name in drops) isDropped |= json.ValueTextEquals(name);
            json.Read();
            json.Skip();
            if (isDropped) continue;
            output.Write(","u8);
            output.Write(body[start..(int)json.BytesConsumed]);
        }

        if (betas is not null) WriteBetas(betas, output);
        output.Write("}"u8);
        return true;
    }

    private static void WriteBetas(string betas, IBufferWriter<byte> output)
    {
        output.Write(",\"anthropic_beta\":"u8);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartArray();
        foreach (var beta in betas.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) json.WriteStringValue(beta);
        json.WriteEndArray();
    }
}
