using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Sallyport.Providers.Translation;
using Xunit;

namespace Sallyport.Tests.Providers.Translation;

/// <summary>What is written in a dialect reads as what was meant; what both dialects can say survives the way there and back.</summary>
public sealed class NeutralFormTests
{
    private static readonly Gen<string> Words = Gen.Elements("Hi", "a \"quoted\" word", "ü – 🤔", "line\nbreak", "{\"json\":1}", "</s>", "  spaces  ", "a\u2028b");
    private static readonly Gen<string> Names = Gen.Elements("f", "get_weather", "mcp__files__read-file");
    private static readonly Gen<string> Objects = Gen.Elements("{}", "{\"a\":1.50}", "{\"a\":{\"b\":[null,true,\"ü\"]}}");
    private static readonly Gen<Part> Texts = Words.Select(static w => (Part)new TextPart(w));

    private static readonly Gen<Part> Media = Gen.Elements<Part>(
        new MediaPart(MediaKind.Image, "image/png", "iVBORw0KGgo=", null), new MediaPart(MediaKind.Image, null, null, "https://example.org/a.png"), new MediaPart(MediaKind.Document, "application/pdf", "JVBERi0=", null, FileName: "a.pdf"));

    /// <summary>Turns as each dialect keeps them apart: roles alternate, results stand alone, and an assistant's words come before its calls.</summary>
    private static readonly Gen<List<Turn>> Conversations =
        from system in Gen.Elements(true, false)
        from first in Words
        from rounds in Gen.Choose(0, 4)
        from pieces in Gen.ArrayOf(Rounds(), rounds)
        select Build(system, first, pieces);

    private static readonly Gen<ModelRequest> Requests =
        from turns in Conversations
        from tools in Gen.Choose(0, 3).SelectMany(n => Gen.ArrayOf(Tools(), n))
        from choice in Gen.Elements(null, new ToolChoice(ToolChoiceKind.Auto), new ToolChoice(ToolChoiceKind.None), new ToolChoice(ToolChoiceKind.Required), new ToolChoice(ToolChoiceKind.Named, "f"))
        from parallel in Gen.Elements<bool?>(null, true, false)
        from cap in Gen.Elements(1L, 4096L, 100_000L)
        from temperature in Gen.Elements(null, "0", "0.70", "1")
        from topP in Gen.Elements(null, "0.9")
        from stops in Gen.Choose(0, 4).SelectMany(n => Gen.ArrayOf(Words, n))
        from schema in Gen.Elements(null, "{\"type\":\"object\"}")
        from stream in Gen.Elements(true, false)
        from user in Gen.Elements(null, "u-1")
        select Build(turns, tools, choice, parallel, cap, temperature, topP, stops, schema, stream, user);

    [Fact]
    public void What_is_written_in_chat_reads_as_what_was_meant() => Check(Requests, static r => Assert.Equal(Text(r), Text(Read(Spoken.Chat, r))));

    [Fact]
    public void What_is_written_in_messages_reads_as_what_was_meant() => Check(Requests, static r => Assert.Equal(Text(r), Text(Read(Spoken.Messages, r))));

    [Fact]
    public void What_both_can_say_survives_the_way_from_chat_to_messages_and_back() =>
        Check(Requests, static r => Assert.Equal(Text(r), Text(Read(Spoken.Chat, Read(Spoken.Messages, Read(Spoken.Chat, r))))));

    [Fact]
    public void Nothing_that_both_can_say_is_left_out() => Check(Requests, static r => Assert.Empty(Read(Spoken.Chat, r).LeftOut.Concat(Read(Spoken.Messages, r).LeftOut).Concat(r.LeftOut)));

    [Fact]
    public void An_unknown_member_is_refused_at_whatever_depth()
    {
        foreach (var dialect in (DialectTranslation[])[Spoken.Chat, Spoken.Messages]) Check(Requests, r => CheckRefused(dialect, Spoken.Write(dialect, r)));
    }

    [Fact]
    public void An_answer_written_in_a_dialect_reads_as_what_was_meant()
    {
        var answers =
            from thoughts in Gen.Elements<string?>(null, "Hm.")
            from words in Gen.Elements<string?>(null, "Yes.", "ü\n🤔")
            from calls in Gen.Choose(0, 2).SelectMany(n => Gen.ArrayOf(Objects, n))
            from stop in Gen.Elements(StopReason.Completed, StopReason.Length, StopReason.ContentFilter)
            select Build(thoughts, words, calls, stop);
        Check(answers, static a =>
        {
            Assert.Equal(Text(a), Text(Spoken.Answer(Spoken.Chat, Spoken.Text(Spoken.Write(Spoken.Chat, a))!)));
            Assert.Equal(Text(a), Text(Spoken.Answer(Spoken.Messages, Spoken.Text(Spoken.Write(Spoken.Messages, a))!)));
        });
    }

    private static void Check<T>(Gen<T> cases, Action<T> holds) =>
        Prop.ForAll(cases.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(300 * (Environment.GetEnvironmentVariable("SALLYPORT_THOROUGH") == "1" ? 30 : 1)).WithQuietOnSuccess(true));

    private static ModelRequest Read(DialectTranslation dialect, ModelRequest request) => Spoken.Read(dialect, Spoken.Text(Spoken.Write(dialect, request, "m"))!);

    // Each object of the body takes the member in turn, but for those whose members the client makes up.
    private static void CheckRefused(DialectTranslation dialect, JsonObject body)
    {
        var objects = new List<JsonObject>();
        Collect(body, objects);
        foreach (var place in objects)
        {
            place["not_known"] = 1;
            var refusal = Assert.Throws<UntranslatableException>(() => Spoken.Read(dialect, body.ToJsonString()));
            Assert.EndsWith("not_known", refusal.Member, StringComparison.Ordinal);
            place.Remove("not_known");
        }
    }

    private static void Collect(JsonNode? node, List<JsonObject> objects)
    {
        if (node is JsonObject o)
        {
            objects.Add(o);
            foreach (var (name, value) in o)
            {
                if (name is not ("input" or "input_schema" or "parameters" or "schema")) Collect(value, objects);
            }
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items) Collect(item, objects);
        }
    }

    private static Gen<(List<Part> Said, string[] Calls, string Result, List<Part> Asked)> Rounds() =>
        from said in Texts
        from calls in Gen.Choose(0, 3).SelectMany(n => Gen.ArrayOf(Objects, n))
        from result in Words
        from asked in Gen.Choose(1, 3).SelectMany(n => Gen.ArrayOf(Gen.OneOf(Texts, Media), n))
        select (new List<Part> { said }, calls, result, asked.ToList());

    private static Gen<ToolDefinition> Tools() =>
        from name in Names
        from description in Gen.Elements<string?>(null, "Does it.")
        from schema in Objects
        from strict in Gen.Elements<bool?>(null, true)
        select new ToolDefinition(name, description, schema, strict);

    private static List<Turn> Build(bool system, string first, (List<Part> Said, string[] Calls, string Result, List<Part> Asked)[] rounds)
    {
        var turns = new List<Turn>();
        if (system) turns.Add(new Turn(TurnRole.System, [new TextPart("Be brief.")]));
        turns.Add(new Turn(TurnRole.User, [new TextPart(first)]));
        var id = 0;
        foreach (var (said, calls, result, asked) in rounds)
        {
            var made = calls.Select(c => new ToolCallPart($"call_{id++}", "f", c)).ToList();
            turns.Add(new Turn(TurnRole.Assistant, [.. said, .. made]));
            turns.Add(made.Count == 0 ? new Turn(TurnRole.User, asked) : new Turn(TurnRole.User, [.. made.Select(c => new ToolResultPart(c.Id, null, [new TextPart(result)], false))]));
        }

        return turns;
    }

    private static ModelRequest Build(List<Turn> turns, ToolDefinition[] tools, ToolChoice? choice, bool? parallel, long cap, string? temperature, string? topP, string[] stops, string? schema, bool stream, string? user)
    {
        var hasChoice = tools.Length > 0 && (choice is not null || parallel is not null);
        var request = new ModelRequest
        {
            Model = "m", Stream = stream, MaxOutputTokens = cap, Temperature = temperature, TopP = topP, EndUser = user,
            ToolChoice = hasChoice ? choice ?? new ToolChoice(ToolChoiceKind.Auto) : null, // Anthropic says parallel as a part of the choice
            ParallelToolCalls = hasChoice && choice?.Kind is not ToolChoiceKind.None ? parallel : null,
            Format = schema is null ? null : new OutputFormat(schema, null, true),
        };
        request.Turns.AddRange(turns);
        request.Tools.AddRange(tools);
        request.StopSequences.AddRange(stops);
        return request;
    }

    private static ModelAnswer Build(string? thoughts, string? words, string[] calls, StopReason stop)
    {
        var parts = new List<Part>();
        if (thoughts is not null) parts.Add(new ReasoningPart(thoughts, null));
        if (words is not null) parts.Add(new TextPart(words));
        parts.AddRange(calls.Select(static (c, i) => new ToolCallPart($"call_{i}", "f", c)));
        return new ModelAnswer { Choices = { new AnswerChoice(parts, calls.Length > 0 && stop is StopReason.Completed ? StopReason.ToolCalls : stop) }, Usage = new Sallyport.Providers.TokenUsage(30, 20, 10, null, 5) };
    }

    // Two requests are the same if they say the same. Results of one round may be one turn or several; the name of a schema is the writer's to choose.
    private static string Text(ModelRequest r)
    {
        var text = new StringBuilder();
        text.Append(r.Stream).Append(r.MaxOutputTokens).Append('|').Append(r.Temperature).Append('|').Append(r.TopP).Append('|').Append(r.EndUser).Append('|').Append(r.ToolChoice).Append(r.ParallelToolCalls);
        text.Append(r.Format?.Schema).Append(r.Format?.IsStrict).Append('|').AppendJoin('\u0001', r.StopSequences).Append('|').AppendJoin(';', r.Tools).AppendLine();
        TurnRole? before = null;
        foreach (var turn in r.Turns)
        {
            if (turn.Role != before) text.Append('\n').Append(turn.Role);
            before = turn.Role;
            foreach (var part in turn.Parts) text.Append(' ').Append(Text(part));
        }

        return text.ToString();
    }

    private static string Text(ModelAnswer a) =>
        string.Join(' ', a.Choices[0].Parts.Select(static p => p is ReasoningPart r ? "thoughts " + r.Text : Text(p))) + a.Choices[0].Stop + (a.Usage.Input, a.Usage.Output, a.Usage.CachedInput, a.Usage.Reasoning);

    private static string Text(Part part) => part is ToolResultPart result ? $"result {result.CallId} {result.IsError} {string.Join(' ', result.Content.Select(Text))}" : part.ToString();
}
