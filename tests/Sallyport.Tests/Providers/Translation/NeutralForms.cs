using FsCheck;
using FsCheck.Fluent;
using Sallyport.Providers;
using Sallyport.Providers.Translation;

namespace Sallyport.Tests.Providers.Translation;

/// <summary>Makes conversations and answers by chance, as far as a dialect can say all of them.</summary>
/// <param name="chance">Seeded, so that a case can be repeated.</param>
internal sealed class NeutralForms(Random chance)
{
    private static readonly string[] Words =
    [
        "What is the weather?", "He said \"no\" \\ and left.", "line\nend\r\nagain\ttab", "日本語 and é", "🙂👩‍👩‍👧", "\u2028\u2029\ufeff", "</script>&<b>", "data: {}\n\n", "[DONE]", "{\"a\":1}", "null", " ", "\0\u001f\u007f",
    ];

    private static readonly string[] Objects = ["{}", """{"city":"Oslo","days":[1,2.50,-3e7]}""", """{"a":{"b":{"c":null}},"t":true}""", """{"quote":"\"","line":"\n"}"""];
    private static readonly string[] Schemas = ["""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""", """{"type":"object","properties":{}}""", """{"$defs":{"x":{"type":"integer"}},"type":"object","properties":{"x":{"$ref":"#/$defs/x"}}}"""];

    public static Arbitrary<int> Seeds { get; } = Arb.From(Gen.Choose(0, int.MaxValue));

    public bool Maybe() => chance.Next(2) == 0;

    public T? Perhaps<T>(Func<T> make) where T : class => Maybe() ? make() : null;

    public T One<T>(params T[] of) => of[chance.Next(of.Length)];

    public string Text() => string.Concat(Enumerable.Range(0, chance.Next(1, 4)).Select(_ => One(Words)));

    public List<Turn> Conversation(bool isGemini)
    {
        var turns = new List<Turn>();
        if (Maybe()) turns.Add(new Turn(TurnRole.System, [new TextPart(Text())]));
        var calls = 0;
        for (var step = chance.Next(4); step >= 0; step--)
        {
            turns.Add(new Turn(TurnRole.User, [new TextPart(Text()), .. Enumerable.Range(0, chance.Next(3)).Select(_ => Media(isGemini))]));
            if (step == 0) break;
            List<Part> said = [.. Enumerable.Range(0, chance.Next(2)).Select(_ => new TextPart(Text()))];
            var wanted = Enumerable.Range(0, chance.Next(said.Count == 0 ? 1 : 0, 3)).Select(i => new ToolCallPart($"call_{calls++}", One("get_weather", "search"), One(Objects), isGemini && i == 0 ? "c2lnbmF0dXJl" : null)).ToList();
            turns.Add(new Turn(TurnRole.Assistant, [.. said, .. wanted]));
            if (wanted.Count == 0) continue;
            turns.Add(new Turn(TurnRole.User, [.. wanted.Select(call => Result(call, isGemini))]));
            if (Maybe()) turns.Add(new Turn(TurnRole.Assistant, [new TextPart(Text())]));
        }

        return turns;
    }

    public ModelAnswer Answer(bool isGemini)
    {
        var answer = new ModelAnswer { Usage = new TokenUsage(100 + chance.Next(900), 50 + chance.Next(50), chance.Next(1, 90), Reasoning: chance.Next(1, 50)) };
        var parts = new List<Part>();
        if (Maybe()) parts.Add(new ReasoningPart(Text(), null));
        if (Maybe()) parts.Add(new TextPart(Text()));
        if (!isGemini && Maybe()) parts.Add(new TextPart(Text()));
        for (var i = chance.Next(3); i > 0; i--) parts.Add(new ToolCallPart($"call_{i}", "get_weather", One(Objects)));
        if (isGemini && parts is not [.., ReasoningPart] && Maybe()) parts.Add(new ReasoningPart(Text(), null));
        var stop = One(StopReason.Completed, StopReason.Length, StopReason.ContentFilter);
        if (stop is StopReason.Completed && parts.Exists(part => part is ToolCallPart)) stop = StopReason.ToolCalls;
        answer.Choices.Add(new AnswerChoice(parts, stop));
        return answer;
    }

    /// <summary>The steps of a stream that says the answer, in pieces of any length.</summary>
    public List<AnswerEvent> Steps(ModelAnswer answer)
    {
        List<AnswerEvent> steps = [new AnswerStarted(answer.Id, answer.Model, answer.CreatedAt)];
        for (var choice = 0; choice < answer.Choices.Count; choice++)
        {
            for (var i = 0; i < answer.Choices[choice].Parts.Count; i++)
            {
                var (opening, text) = answer.Choices[choice].Parts[i] switch
                {
                    TextPart part => (new TextPart(""), part.Text),
                    ReasoningPart part => (new ReasoningPart("", null), part.Text),
                    ToolCallPart part => ((Part)(part with { Arguments = "" }), part.Arguments),
                    var other => throw new InvalidOperationException(other.ToString()),
                };
                steps.Add(new PartStarted(choice, i, opening));
                while (text.Length > 0)
                {
                    var cut = chance.Next(1, text.Length + 1);
                    if (cut < text.Length && char.IsLowSurrogate(text[cut])) cut++;
                    steps.Add(new PartDelta(choice, i, text[..cut]));
                    text = text[cut..];
                }

                steps.Add(new PartEnded(choice, i));
            }

            steps.Add(new ChoiceEnded(choice, answer.Choices[choice].Stop));
        }

        return [.. steps, new UsageTold(answer.Usage), new AnswerEnded()];
    }

    /// <summary>What both dialects can say beside the conversation.</summary>
    public void Configure(ModelRequest request)
    {
        request.Temperature = Perhaps(() => One("0", "0.70", "1", "2e0"));
        request.TopP = Perhaps(() => One("0.1", "1"));
        request.MaxOutputTokens = Maybe() ? chance.Next(16, 100_000) : null;
        if (Maybe()) request.Tools.AddRange([new ToolDefinition("get_weather", Perhaps(Text), One(Schemas), null), new ToolDefinition("search", null, One(Schemas), null)]);
        if (request.Tools.Count > 0) request.ToolChoice = One(null, new ToolChoice(ToolChoiceKind.Auto), new ToolChoice(ToolChoiceKind.None), new ToolChoice(ToolChoiceKind.Required), new ToolChoice(ToolChoiceKind.Named, "search"));
        request.Format = One(null, new OutputFormat(null, null, null), new OutputFormat(Schemas[0], null, null));
    }

    private ToolResultPart Result(ToolCallPart call, bool isGemini) => new(
        call.Id, isGemini ? call.Name : null, isGemini && Maybe() ? [new TextPart(Text()), new MediaPart(MediaKind.Image, "image/png", "aGVsbG8=", null)] : [new TextPart(Text())], isGemini && Maybe());

    private MediaPart Media(bool isGemini) => chance.Next(3) switch
    {
        0 => new MediaPart(MediaKind.Image, "image/png", "aGVsbG8=", null, isGemini ? null : One("auto", "low", "high")),
        1 => new MediaPart(MediaKind.Image, isGemini ? "image/jpeg" : null, null, "https://pictures.example/cat.jpg", isGemini ? null : "auto"),
        _ => new MediaPart(MediaKind.Document, "application/pdf", "aGVsbG8=", null, FileName: isGemini ? null : "a.pdf"),
    };
}
