using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Inspection;
using Sallyport.Providers;
using Xunit;

namespace Sallyport.Tests.Inspection;

/// <summary>Any text, any position, any split: the upstream sees no value, the client gets its text back.</summary>
public sealed class RestoreTests
{
    private const int Cases = 3_000;

    [Fact]
    public void Chat_completions() => Properties.Check(Sample.Any, Cases, sample => Try(sample, (random, isJson) =>
    {
        var (ask, echo) = Ask(Endpoint.ChatCompletions, sample, random, isJson ? "\"response_format\":{\"type\":\"json_object\"}," : "");
        var choices = 1 + random.Next(3);
        var heard = Heard.Of(Rig.Stream(DialectId.OpenAIChat, ask, echo.ChatStream(choices, isJson), false, echo.Pieces()), false);
        for (var i = 0; i < choices; i++)
        {
            var delta = $".choices#{i}.delta";
            Assert.Equal(Echo.Thought, heard[delta + ".reasoning_content"]);
            Same(sample, isJson, heard[delta + ".content"]);
            for (var call = 0; call < 2; call++) Same(sample, true, heard[$"{delta}.tool_calls#{call}.function.arguments"]);
        }

        using var whole = JsonDocument.Parse(Rig.Answer(DialectId.OpenAIChat, ask, echo.Chat(isJson)));
        var message = whole.RootElement.GetProperty("choices")[0].GetProperty("message");
        Same(sample, isJson, PlainJson.Text(message.GetProperty("content")));
        Same(sample, false, PlainJson.Text(message.GetProperty("new_field")));
        Same(sample, true, PlainJson.Text(message.GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments")));
    }));

    [Fact]
    public void Responses() => Properties.Check(Sample.Any, Cases, sample => Try(sample, (random, _) =>
    {
        var (ask, echo) = Ask(Endpoint.CreateResponse, sample, random);
        var heard = Heard.Of(Rig.Stream(DialectId.OpenAIResponses, ask, echo.ResponsesStream(), false, echo.Pieces()), false);
        Same(sample, false, heard["#0.delta"]);
        Same(sample, false, heard["#0.text"]);
        for (var call = 1; call <= 2; call++)
        {
            Same(sample, true, heard[$"#{call}.delta"]);
            Same(sample, true, heard[$"#{call}.arguments"]);
        }

        Same(sample, false, heard[".response.output.content.text"]);
        Same(sample, true, heard[".response.output.arguments"]);
    }));

    [Fact]
    public void Messages() => Properties.Check(Sample.Any, Cases, sample => Try(sample, (random, _) =>
    {
        var (ask, echo) = Ask(Endpoint.CreateMessage, sample, random);
        var heard = Heard.Of(Rig.Stream(DialectId.AnthropicMessages, ask, echo.MessagesStream(), false, echo.Pieces()), false);
        Assert.Equal((Echo.Thought, Echo.Signature), (heard["#0.delta.thinking"], heard["#0.delta.signature"]));
        Same(sample, false, heard["#1.delta.text"]);
        for (var call = 2; call <= 3; call++) Same(sample, true, heard[$"#{call}.delta.partial_json"]);

        var answer = echo.Messages();
        var client = Rig.Answer(DialectId.AnthropicMessages, ask, answer);
        var kept = answer.AsSpan(0, answer.AsSpan().IndexOf("{\"type\":\"text\""u8));
        Assert.True(client.AsSpan().StartsWith(kept), "The thinking block changed.");
        using var whole = JsonDocument.Parse(client);
        Same(sample, false, PlainJson.Text(whole.RootElement.GetProperty("content")[1].GetProperty("text")));
        Same(sample, true, whole.RootElement.GetProperty("content")[2].GetProperty("input").GetRawText());
    }));

    [Fact]
    public void Gemini() => Properties.Check(Sample.Any, Cases, sample => Try(sample, (random, _) =>
    {
        var (ask, echo) = Ask(Endpoint.StreamGenerateContent, sample, random);
        var isArray = random.Next(2) == 0;
        var heard = Heard.Of(Rig.Stream(DialectId.Gemini, ask, echo.GeminiStream(isArray), isArray, echo.Pieces()), isArray);
        Assert.Equal((Echo.Thought, Echo.Signature), (heard[".candidates#0.content.parts#thought.text"], heard[".candidates#0.content.parts.thoughtSignature"]));
        Assert.Equal(sample.Back, heard.GetValueOrDefault(".candidates#0.content.parts.text", ""));
        Assert.Equal(sample.Back, heard[".candidates#0.content.parts.functionCall.args.text"]);
    }));

    [Fact]
    public void A_placeholder_that_the_client_wrote_itself_is_not_taken_for_ours()
    {
        var random = new Random(1);
        var first = Rig.Ask(Endpoint.ChatCompletions, Requests.Build(Endpoint.ChatCompletions, "ada.lovelace@example.com", "n", random));
        var taken = Assert.Single(first.Placeholders.Entries).Key;
        var text = $"{taken} and ada.lovelace@example.com";
        var second = Rig.Ask(Endpoint.ChatCompletions, Requests.Build(Endpoint.ChatCompletions, text, "n", random));
        var masked = PlainJson.Strings(Rig.Sent(second))[^1];

        Assert.NotEqual($"{taken} and {taken}", masked);
        using var whole = JsonDocument.Parse(Rig.Answer(DialectId.OpenAIChat, second, new Echo(masked, "{}", random).Chat(isJson: false)));
        Assert.Equal(text, PlainJson.Text(whole.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content")));
    }

    // Says which seed failed; the shrunk sample says the rest.
    private static void Try(Sample sample, Action<Random, bool> action)
    {
        var random = new Random(sample.Seed);
        action(random, random.Next(2) == 0);
    }

    /// <summary>Inspects a request that holds the sample everywhere and looks at what leaves.</summary>
    private static (InspectedRequest Request, Echo Echo) Ask(Endpoint endpoint, Sample sample, Random random, string extra = "")
    {
        var name = "field " + Rig.Terms[random.Next(Rig.Terms.Length)] + " x";
        var body = Requests.Build(endpoint, sample.Text, name, random, extra);
        var request = Rig.Ask(endpoint, body);
        var sent = Rig.Sent(request);
        var (before, after) = (PlainJson.Strings(body), PlainJson.Strings(sent));
        Assert.Equal(before.Count, after.Count);
        foreach (var (was, now) in before.Zip(after))
        {
            foreach (var secret in sample.Secrets.Append(name[6..^2])) Assert.DoesNotContain(secret, now, StringComparison.OrdinalIgnoreCase);
            var back = request.Placeholders.Entries.Aggregate(now, (text, p) => text.Replace(p.Key, p.Value, StringComparison.Ordinal));
            Assert.Equal(was == sample.Text ? sample.Back : was, back);
        }

        // What a model would make of it: the text again, and JSON that holds it as a value and a masked name.
        var (masked, key) = (after[^1], after[before.IndexOf(name)]);
        var style = random.Next(2) == 0 ? PlainJson.Style.Least : PlainJson.Style.Ascii;
        return (request, new Echo(masked, "{\"text\":" + PlainJson.Quote(masked, style, random) + ",\"n\":{" + PlainJson.Quote(key, style, random) + ":1}}", random));
    }

    private static void Same(Sample sample, bool isJson, string heard)
    {
        if (!isJson)
        {
            Assert.Equal(sample.Back, heard);
            return;
        }

        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(heard));
        Assert.Equal(sample.Back, PlainJson.Text(document.RootElement.GetProperty("text")));
        var name = document.RootElement.GetProperty("n").EnumerateObject().Single().Name;
        Assert.Contains(name[6..^2], Rig.Terms);
    }
}
