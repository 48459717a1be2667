using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Providers;
using Sallyport.Providers.Translation;
using Sallyport.Testing;
using Sallyport.Tests.Inspection;
using Xunit;

namespace Sallyport.Tests.Providers.Translation;

/// <summary>Bodies that nobody means: whatever stands in them, they are translated into JSON or refused, and nothing else is thrown.</summary>
public sealed class TranslationFuzzTests
{
    private static readonly DialectId[] Dialects = [DialectId.OpenAIChat, DialectId.OpenAIResponses, DialectId.AnthropicMessages, DialectId.Gemini];
    private static readonly string[] Odd = ["null", "true", "7", "-1", "1e400", "0.5", "99999999999999999999", "\"\"", "\"x\"", "\"HALF\"", "[]", "{}", "[null]", "{\"HALF\":1}", "{\"type\":\"text\"}", "[[{}]]"];

    [Fact]
    public void Odd_requests_are_translated_or_refused() => Fuzz("request", static (from, to, body) =>
    {
        var written = new ArrayBufferWriter<byte>();
        to.WriteRequest(from.ReadRequest(body), "model", written);
        JsonDocument.Parse(written.WrittenMemory).Dispose();
    });

    [Fact]
    public void Odd_answers_are_translated_or_refused() => Fuzz("answer", static (from, to, body) =>
    {
        var written = new ArrayBufferWriter<byte>();
        to.WriteAnswer(from.ReadAnswer(body), Translated.Frame, written);
        JsonDocument.Parse(written.WrittenMemory).Dispose();
    });

    [Fact]
    public void Odd_answers_are_no_reason_to_throw_for_who_looks_for_an_error() => Fuzz("answer", static (from, _, body) => from.ReadError(body, 500));

    [Fact]
    public void Odd_events_are_translated_or_refused() => Fuzz("stream", static (from, to, body) =>
    {
        var (steps, written) = (new List<AnswerEvent>(), new ArrayBufferWriter<byte>());
        var (source, sink) = (from.ReadStream(), to.WriteStream(Translated.Frame));
        foreach (var data in body.EnumerateArray()) source.Read(data, steps);
        source.Finish(steps);
        foreach (var step in steps) sink.Write(step, written);
        foreach (var frame in Translated.Frames(Encoding.UTF8.GetString(written.WrittenSpan))) JsonDocument.Parse(frame).Dispose();
    });

    private static void Fuzz(string kind, Action<DialectTranslation, DialectTranslation, JsonElement> translate)
    {
        var bodies = Bodies(kind);
        Assert.NotEmpty(bodies);
        Properties.Check(NeutralForms.Seeds, 1_500, seed =>
        {
            var chance = new Random(seed);
            var (dialect, text) = bodies[chance.Next(bodies.Count)];
            var body = JsonNode.Parse(text)!;
            for (var changes = chance.Next(1, 4); changes > 0; changes--) Change(body, chance);
            using var changed = JsonDocument.Parse(body.ToJsonString().Replace("HALF", "\\ud83d", StringComparison.Ordinal)); // half of a surrogate pair, which the framework does not write
            try
            {
                translate(Translations.Of(dialect)!, Translations.Of(Dialects[chance.Next(Dialects.Length)])!, changed.RootElement);
            }
            catch (UntranslatableException)
            {
                // It said so.
            }
        });
    }

    // Somewhere in the body a value becomes another one, or a member goes.
    private static void Change(JsonNode body, Random chance)
    {
        var at = body;
        while (true)
        {
            var next = at switch
            {
                JsonObject { Count: > 0 } some => some.ElementAt(chance.Next(some.Count)).Value,
                JsonArray { Count: > 0 } some => some[chance.Next(some.Count)],
                _ => null,
            };
            if (next is null || (at != body && chance.Next(4) == 0)) break;
            at = next;
        }

        if (at.Parent is JsonObject parent && chance.Next(4) == 0) parent.Remove(at.GetPropertyName());
        else if (at.Parent is not null) at.ReplaceWith(JsonNode.Parse(Odd[chance.Next(Odd.Length)]));
    }

    private static List<(DialectId, string)> Bodies(string kind)
    {
        var folder = Repository.Combine("tests", "Sallyport.Tests", "Providers", "Translation");
        var bodies = new List<(DialectId, string)>();
        foreach (var (name, dialect) in new[] { ("openai-chat", DialectId.OpenAIChat), ("openai-responses", DialectId.OpenAIResponses), ("anthropic-messages", DialectId.AnthropicMessages), ("gemini", DialectId.Gemini) })
        {
            foreach (var file in Directory.GetFiles(Path.Combine(folder, name), $"*.{kind}.*").Where(file => !file.Contains(".to-", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            {
                var text = File.ReadAllText(file);
                bodies.Add((dialect, kind == "stream" ? $"[{string.Join(',', Translated.Frames(text))}]" : text));
            }
        }

        return bodies;
    }
}
