using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Providers;
using Sallyport.Providers.Translation;

namespace Sallyport.Tests.Providers.Translation;

/// <summary>One request from dialect to dialect.</summary>
internal static class Spoken
{
    public static readonly DialectTranslation Chat = Translations.Of(DialectId.OpenAIChat)!;
    public static readonly DialectTranslation Messages = Translations.Of(DialectId.AnthropicMessages)!;
    public static readonly DialectTranslation CompatibleChat = Translations.Of(DialectId.OpenAIChat, isCompatible: true)!;
    public static readonly DialectTranslation CompatibleMessages = Translations.Of(DialectId.AnthropicMessages, isCompatible: true)!;

    /// <summary>A chat request: a plain one, and these members.</summary>
    public static string ChatWith(string members) => $$"""{"model":"m","messages":[{"role":"user","content":"Hi"}]{{(members.Length == 0 ? "" : "," + members)}}}""";

    /// <summary>A messages request: a plain one, and these members.</summary>
    public static string MessagesWith(string members) => $$"""{"model":"m","max_tokens":2000,"messages":[{"role":"user","content":"Hi"}]{{(members.Length == 0 ? "" : "," + members)}}}""";

    public static ModelRequest Read(DialectTranslation from, string body)
    {
        using var json = JsonDocument.Parse(body);
        return from.ReadRequest(json.RootElement);
    }

    public static JsonObject Request(DialectTranslation from, DialectTranslation to, string body, string model = "upstream-model") => Request(from, to, body, out _, model);

    public static JsonObject Request(DialectTranslation from, DialectTranslation to, string body, out SortedSet<string> leftOut, string model = "upstream-model")
    {
        var request = Read(from, body);
        var written = Write(to, request, model);
        leftOut = request.LeftOut;
        return written;
    }

    public static JsonObject Write(DialectTranslation to, ModelRequest request, string model = "upstream-model")
    {
        var output = new ArrayBufferWriter<byte>();
        to.WriteRequest(request, model, output);
        return JsonNode.Parse(output.WrittenSpan)!.AsObject();
    }

    public static ModelAnswer Answer(DialectTranslation from, string body)
    {
        using var json = JsonDocument.Parse(body);
        return from.ReadAnswer(json.RootElement);
    }

    public static JsonObject Write(DialectTranslation to, ModelAnswer answer)
    {
        var output = new ArrayBufferWriter<byte>();
        to.WriteAnswer(answer, new AnswerFrame("req-7", "asked", DateTimeOffset.FromUnixTimeSeconds(1_790_000_000), WantsUsage: false, IsArray: false), output);
        return JsonNode.Parse(output.WrittenSpan)!.AsObject();
    }

    /// <summary>JSON without white space, to compare by.</summary>
    public static string? Text(JsonNode? node) => node?.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
