using System.Text;
using Sallyport.Providers;
using Sallyport.Providers.Anthropic;
using Sallyport.Providers.Gemini;
using Sallyport.Providers.OpenAI;
using Xunit;

namespace Sallyport.Tests.Providers;

/// <summary>What a request says of its own size and of its end user.</summary>
public sealed class SpendFactsTests
{
    [Theory]
    [InlineData("""{"model":"m","max_tokens":100}""", 100L)]
    [InlineData("""{"model":"m","max_tokens":10,"max_completion_tokens":64000}""", 64_000L)]
    [InlineData("""{"model":"m","max_completion_tokens":64000,"max_tokens":10}""", 64_000L)]
    [InlineData("""{"model":"m","max_tokens":1e9}""", long.MaxValue)]
    [InlineData("""{"model":"m","max_tokens":-1}""", long.MaxValue)]
    [InlineData("""{"model":"m","max_tokens":2.5}""", long.MaxValue)]
    [InlineData("""{"model":"m","max_tokens":null}""", null)]
    [InlineData("""{"model":"m"}""", null)]
    public void Of_several_caps_the_highest_counts_and_a_strange_one_counts_as_none(string body, long? cap) => Assert.Equal(cap, Read(new ChatRequestReader(), body).MaxOutputTokens);

    [Theory]
    [InlineData("""{"n":4}""", 4L)]
    [InlineData("""{"n":0}""", 1L)]
    [InlineData("""{"n":1e3}""", long.MaxValue)]
    [InlineData("{}", 1L)]
    public void Choices_are_counted(string body, long choices) => Assert.Equal(choices, Read(new ChatRequestReader(), body).Choices);

    [Theory]
    [InlineData("""{"generationConfig":{"maxOutputTokens":7,"candidateCount":3}}""", 7L, 3L, false)]
    [InlineData("""{"generation_config":{"max_output_tokens":7}}""", 7L, 1L, false)]
    [InlineData("""{"generationConfig":{}}""", null, 1L, true)]
    [InlineData("""{"generationConfig":{"stopSequences":["a"]}}""", null, 1L, false)]
    [InlineData("""{"generationConfig":{"thinkingConfig":{}}}""", null, 1L, false)]
    [InlineData("""{"generationConfig":{"temperature":1}}""", null, 1L, false)]
    [InlineData("""{"generationConfig":{"seed":null}}""", null, 1L, false)]
    public void Gemini_says_it_in_its_generation_config(string body, long? cap, long choices, bool empty)
    {
        var facts = Read(new GeminiRequestReader(), body);

        Assert.Equal((cap, choices, empty), (facts.MaxOutputTokens, facts.Choices, facts.GenerationConfigEmpty));
        Assert.Equal('{', body[facts.GenerationConfigStart - 1]);
    }

    [Fact]
    public void Nulls_are_found_where_they_stand()
    {
        const string body = """{"max_tokens":null,"max_completion_tokens":null,"max_output_tokens":null}""";
        var (tokens, completion, output) = Read(new ResponsesRequestReader(), body).CapNulls;

        Assert.Equal(["null", "null", "null"], new[] { tokens, completion, output }.Select(at => body.Substring(at, 4)));
        Assert.Equal(3, new[] { tokens, completion, output }.Distinct().Count());
    }

    [Theory]
    [InlineData("""{"user":"alice"}""", "alice")]
    [InlineData("""{"user":"\u0061lice"}""", "alice")]
    [InlineData("""{"user":"alice","safety_identifier":"h-1"}""", "h-1")]
    [InlineData("""{"safety_identifier":"h-1","user":"alice"}""", "h-1")]
    [InlineData("""{"metadata":{"user":"alice"}}""", null)]
    [InlineData("""{"messages":[{"role":"user","content":"user"}]}""", null)]
    public void OpenAI_names_an_end_user_at_the_top(string body, string? endUser) => Assert.Equal(endUser, Read(new ChatRequestReader(), body).EndUser);

    [Theory]
    [InlineData("""{"metadata":{"user_id":"alice"}}""", "alice")]
    [InlineData("""{"metadata":{"user_id":"\u0061lice"}}""", "alice")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"tool_use","input":{"metadata":{"user_id":"mallory"}}}]}]}""", null)]
    public void Anthropic_names_an_end_user_in_its_metadata(string body, string? endUser) => Assert.Equal(endUser, Read(new MessagesRequestReader(), body).EndUser);

    [Fact]
    public void A_reader_forgets_the_request_before()
    {
        var reader = new ChatRequestReader();
        Read(reader, """{"user":"alice","n":3,"max_tokens":5,"max_completion_tokens":null}""");
        var facts = Read(reader, "{}");

        Assert.Equal((null, 1L, null, (0, 0, 0)), (facts.EndUser, facts.Choices, facts.MaxOutputTokens, facts.CapNulls));
    }

    private static RequestFacts Read(RequestReader reader, string body)
    {
        Assert.True(reader.TryRead(Encoding.UTF8.GetBytes(body), out var fault), fault.ToString());
        return reader.Facts;
    }
}
