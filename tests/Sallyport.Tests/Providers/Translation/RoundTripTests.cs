using Sallyport.Providers;
using Sallyport.Providers.Translation;
using Sallyport.Providers.Translation.Gemini;
using Sallyport.Providers.Translation.Responses;
using Sallyport.Tests.Inspection;
using Xunit;

namespace Sallyport.Tests.Providers.Translation;

/// <summary>What a dialect's writer says, its reader understands: nothing is lost, added or moved.</summary>
public sealed class RoundTripTests
{
    private static readonly GeminiTranslation Gemini = new();
    private static readonly ResponsesTranslation Responses = new();

    [Fact]
    public void A_Gemini_request_says_all_that_was_asked() => Properties.Check(NeutralForms.Seeds, 500, seed =>
    {
        var forms = new NeutralForms(new Random(seed));
        var request = new ModelRequest();
        request.Turns.AddRange(forms.Conversation(isGemini: true));
        forms.Configure(request);
        request.TopK = forms.Perhaps(() => "40");
        request.Seed = forms.Perhaps(() => "7");
        request.PresencePenalty = forms.Perhaps(() => "-0.5");
        request.FrequencyPenalty = forms.Perhaps(() => "1.5");
        request.Choices = forms.One(1, 3);
        if (forms.Maybe()) request.StopSequences.AddRange(["END", forms.Text()]);
        request.Reasoning = forms.One(null, new ReasoningDemand("low", null, null), new ReasoningDemand("high", null, true), new ReasoningDemand(null, 2048, false));

        var back = Translated.ReadRequest(Gemini, Translated.WriteRequest(Gemini, request, "gemini-3-flash"));

        Assert.Equal(Translated.Describe(request), Translated.Describe(back));
        Assert.Empty(back.LeftOut);
    });

    [Fact]
    public void A_responses_request_says_all_that_was_asked() => Properties.Check(NeutralForms.Seeds, 500, seed =>
    {
        var forms = new NeutralForms(new Random(seed));
        var request = new ModelRequest { Model = "upstream-model", Stream = forms.Maybe(), EndUser = forms.Perhaps(() => "customer-7"), Verbosity = forms.Perhaps(() => "low") };
        request.Turns.AddRange(forms.Conversation(isGemini: false));
        if (forms.Maybe()) request.Turns.Add(new Turn(TurnRole.System, [new TextPart(forms.Text()), new TextPart(forms.Text())]));
        forms.Configure(request);
        if (request.Tools.Count > 0 && forms.Maybe()) request.ParallelToolCalls = forms.Maybe();
        for (var i = 0; i < request.Tools.Count; i++) request.Tools[i] = request.Tools[i] with { IsStrict = forms.Maybe() };
        if (request.Format is { Schema: not null } format) request.Format = format with { Name = "weather", IsStrict = forms.Maybe(), Description = forms.Perhaps(forms.Text) };
        request.Reasoning = forms.One(null, new ReasoningDemand("minimal", null, null), new ReasoningDemand("xhigh", null, true));

        var back = Translated.ReadRequest(Responses, Translated.WriteRequest(Responses, request));

        Assert.Equal(Translated.Describe(request), Translated.Describe(back));
        Assert.Equal(["store"], back.LeftOut);
    });

    [Theory]
    [InlineData(DialectId.Gemini)]
    [InlineData(DialectId.OpenAIResponses)]
    public void A_whole_answer_says_all_that_was_answered(DialectId dialect) => Properties.Check(NeutralForms.Seeds, 500, seed =>
    {
        var answer = new NeutralForms(new Random(seed)).Answer(isGemini: dialect is DialectId.Gemini);
        var spoken = Translations.Of(dialect)!;
        var back = Translated.ReadAnswer(spoken, Translated.WriteAnswer(spoken, answer));
        Assert.Equal(Translated.Describe(answer), Translated.Describe(back));
        Assert.Equal("house-model", back.Model);
    });

    [Theory]
    [InlineData(DialectId.Gemini, false)]
    [InlineData(DialectId.Gemini, true)]
    [InlineData(DialectId.OpenAIResponses, false)]
    public void A_stream_says_all_that_was_answered(DialectId dialect, bool isArray) => Properties.Check(NeutralForms.Seeds, 500, seed =>
    {
        var forms = new NeutralForms(new Random(seed));
        var answer = forms.Answer(isGemini: dialect is DialectId.Gemini);
        var spoken = Translations.Of(dialect)!;
        var text = Translated.WriteStream(spoken, forms.Steps(answer), Translated.Frame with { IsArray = isArray });
        var back = Translated.Assemble(Translated.ReadStream(spoken, text, isArray));
        Assert.Equal(Translated.Describe(answer), Translated.Describe(back));
        Assert.Equal("house-model", back.Model);
    });

    [Fact]
    public void A_streamed_response_ends_with_what_a_whole_one_says() => Properties.Check(NeutralForms.Seeds, 300, seed =>
    {
        var forms = new NeutralForms(new Random(seed));
        var answer = forms.Answer(isGemini: false);
        var last = Translated.Frames(Translated.WriteStream(Responses, forms.Steps(answer)))[^1];
        using var json = System.Text.Json.JsonDocument.Parse(last);
        Assert.Equal(Translated.WriteAnswer(Responses, answer), json.RootElement.GetProperty("response").GetRawText());
    });
}
