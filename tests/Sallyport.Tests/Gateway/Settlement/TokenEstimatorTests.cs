using System.Text;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;
using Sallyport.Providers.Anthropic;
using Sallyport.Providers.OpenAI;
using Sallyport.Tokens;
using Xunit;

namespace Sallyport.Tests.Gateway.Settlement;

public sealed class TokenEstimatorTests
{
    private readonly TokenCalibration _calibration = new();

    /// <summary>Figures that OpenAI publishes with its counting example: the same five messages, 129 tokens with cl100k_base and 124 with o200k_base.</summary>
    [Theory]
    [InlineData("gpt-4", 129)]
    [InlineData("gpt-4o", 124)]
    public void Messages_are_counted_as_the_vendor_documents_it(string model, long expected)
    {
        const string Body = """
            {"messages":[
              {"role":"system","content":"You are a helpful, pattern-following assistant that translates corporate jargon into plain English."},
              {"role":"system","name":"example_user","content":"New synergies will help drive top-line growth."},
              {"role":"system","name":"example_assistant","content":"Things working well together will increase revenue."},
              {"role":"system","name":"example_user","content":"Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage."},
              {"role":"system","name":"example_assistant","content":"Let's talk later when we're less busy about how to do better."},
              {"role":"user","content":"This late pivot means we don't have time to boil the ocean for the client deliverable."}]}
            """;
        var estimate = Estimate(new ChatRequestReader(), "openai", model, Body);
        Assert.InRange(expected, estimate.Lowest, estimate.Highest);
    }

    [Fact]
    public void Escapes_are_undone_before_they_are_counted()
    {
        var plain = Estimate(new ChatRequestReader(), "openai", "gpt-4o", """{"messages":[{"role":"user","content":"größe: 文字 \" quoted"}]}""");
        var escaped = Estimate(new ChatRequestReader(), "openai", "gpt-4o", """{"messages":[{"role":"user","content":"gr\u00f6\u00dfe: \u6587\u5b57 \u0022 quoted"}]}""");
        Assert.Equal(plain.Input, escaped.Input);
    }

    [Fact]
    public void Bytes_of_media_are_not_counted_as_text()
    {
        var image = Convert.ToBase64String(new byte[30_000]);
        var estimate = Estimate(new MessagesRequestReader(), "anthropic", "claude-sonnet-4-5",
            $$"""{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{image}}"} }]}]}""");
        Assert.InRange(estimate.Input, 500, 3_000);
        Assert.Equal(50, estimate.ErrorPercent);
    }

    [Fact]
    public void Input_that_stands_elsewhere_is_not_guessed_at() =>
        Assert.Equal(100, Estimate(new ResponsesRequestReader(), "openai", "gpt-5", """{"previous_response_id":"resp_1","input":"go on"}""").ErrorPercent);

    [Fact]
    public void Reported_usage_corrects_the_estimate()
    {
        var text = string.Join(' ', Enumerable.Repeat("an ordinary sentence of a prompt", 50));
        var body = $$"""{"messages":[{"role":"user","content":"{{text}}"}]}""";
        var before = Estimate(new MessagesRequestReader(), "anthropic", "claude-x", body);
        for (var i = 0; i < 20; i++) _calibration.Observe("anthropic", "claude-x", before.Counted, before.Counted * 135 / 100);
        var after = Estimate(new MessagesRequestReader(), "anthropic", "claude-x", body);

        Assert.InRange(after.Input, before.Counted * 134 / 100, before.Counted * 136 / 100);
        Assert.True(after.ErrorPercent < before.ErrorPercent);
        Assert.Equal(before.Input, Estimate(new MessagesRequestReader(), "anthropic", "claude-y", body).Input); // another model keeps the vendor's factor
    }

    [Fact]
    public void A_lie_or_a_few_reports_change_nothing()
    {
        for (var i = 0; i < 100; i++) _calibration.Observe("p", "liar", 1_000, 1_000_000);
        for (var i = 0; i < 7; i++) _calibration.Observe("p", "young", 1_000, 1_500);
        Assert.Null(_calibration.Of("p", "liar"));
        Assert.Null(_calibration.Of("p", "young"));
    }

    [Fact]
    public void Made_up_models_do_not_fill_the_memory()
    {
        for (var i = 0; i < TokenCalibration.MaxModels + 100; i++)
        {
            for (var j = 0; j < 8; j++) _calibration.Observe("p", "m" + i, 1_000, 1_100);
        }

        Assert.NotNull(_calibration.Of("p", "m0"));
        Assert.Null(_calibration.Of("p", "m" + (TokenCalibration.MaxModels + 50)));
    }

    [Theory]
    [InlineData("gpt-4", "cl100k_base")]
    [InlineData("gpt-4-0613", "cl100k_base")]
    [InlineData("gpt-3.5-turbo", "cl100k_base")]
    [InlineData("text-embedding-3-small", "cl100k_base")]
    [InlineData("gpt-4o", "o200k_base")]
    [InlineData("gpt-4.1", "o200k_base")]
    [InlineData("gpt-5", "o200k_base")]
    [InlineData("o3", "o200k_base")]
    public void A_model_has_its_encoding(string model, string encoding) => Assert.Equal(encoding, TokenEstimator.EncodingOf("openai", model).Name);

    private TokenEstimate Estimate(RequestReader reader, string provider, string model, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        Assert.True(reader.TryRead(bytes, out _));
        return new TokenEstimator(_calibration).Estimate(provider, model, bytes, reader.Segments, reader.Facts);
    }
}
