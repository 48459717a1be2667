using System.Text;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;
using Sallyport.Providers.Anthropic;
using Sallyport.Providers.Gemini;
using Sallyport.Providers.Forms;
using Sallyport.Providers.OpenAI;
using Sallyport.Providers.Rerank;
using Xunit;

namespace Sallyport.Tests.Gateway.Settlement;

public sealed class SpendBoundTests
{
    private static readonly DateOnly Day = new(2026, 11, 21);
    private static readonly PriceTable Prices = ModelCatalog.Shipped.Prices;

    [Fact]
    public void A_text_request_is_bound_by_its_bytes_and_its_cap()
    {
        var bound = Bound("openai", "gpt-4o", """{"model":"gpt-4o","max_tokens":100,"messages":[{"role":"user","content":"hello"}]}""");

        Assert.Equal(Unbounded.No, bound.Why);
        Assert.InRange(bound.InputTokens!.Value, 80, 200);
        Assert.Equal(100, bound.OutputTokens);
        Assert.Equal((bound.InputTokens * 2_500) + (100 * 10_000), bound.NanoUsd);
    }

    [Fact]
    public void Without_a_cap_the_model_is_the_cap() =>
        Assert.Equal(16_384, Bound("openai", "gpt-4o", """{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}""").OutputTokens);

    [Fact]
    public void A_model_that_is_billed_by_the_piece_is_bound_by_the_piece()
    {
        var prices = new ModelCatalogSample("""
            {"version":"v","models":[{"provider":"openai","model":"voice","character":15000},{"provider":"openai","model":"ear","second":100000},{"provider":"openai","model":"brush","image":20000000},{"provider":"openai","model":"rank","search_unit":2000000}]}
            """);
        Assert.Equal(5 * 15_000, prices.Bound(new SpeechRequestReader(), Endpoint.CreateSpeech, "voice", """{"model":"voice","input":"hello"}""").NanoUsd);
        Assert.Equal(4 * 20_000_000, prices.Bound(new ImagesRequestReader(), Endpoint.GenerateImages, "brush", """{"model":"brush","prompt":"x","n":4}""").NanoUsd);
        Assert.Equal(2 * 2_000_000, prices.Bound(new RerankRequestReader(), Endpoint.Rerank, "rank", $$"""{"model":"rank","query":"x","documents":[{{string.Join(',', Enumerable.Repeat("\"d\"", 101))}}]}""").NanoUsd);
        var sound = new string('x', 7_500); // ten seconds at 6 kbit/s
        Assert.Equal(10 * 100_000, prices.Bound(new FormRequestReader { Boundary = "b" }, Endpoint.Transcribe, "ear", $"--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\near\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\n{sound}\r\n--b--").NanoUsd);
    }

    [Fact]
    public void Each_prompt_and_each_answer_that_is_thrown_away_is_paid_for() =>
        Assert.Equal(6 * 100, BoundOf(new CompletionsRequestReader(), Endpoint.Completions, "openai", "gpt-4o", """{"model":"gpt-4o","prompt":["a","b"],"best_of":3,"n":1,"max_tokens":100}""").OutputTokens);

    [Fact]
    public void Every_choice_is_paid_for() =>
        Assert.Equal(500, Bound("openai", "gpt-4o", """{"model":"gpt-4o","n":5,"max_completion_tokens":100,"messages":[{"role":"user","content":"hello"}]}""").OutputTokens);

    [Fact]
    public void A_cap_above_what_the_model_can_read_and_write_is_none() =>
        Assert.Equal(128_000, Bound("openai", "gpt-4o", """{"model":"gpt-4o","max_tokens":999999999,"messages":[]}""").OutputTokens);

    [Theory]
    [InlineData("nobody", """{"max_tokens":5,"messages":[]}""", Unbounded.PriceUnknown)]
    [InlineData("nobody", """{"messages":[]}""", Unbounded.OutputUnknown)]
    [InlineData("gpt-4o", """{"max_tokens":5,"service_tier":"priority","messages":[]}""", Unbounded.PriceUnknown)]
    [InlineData("gpt-4o", """{"max_tokens":5,"messages":[],"tools":[{"type":"web_search"}]}""", Unbounded.ToolsUnbounded)]
    [InlineData("nobody", """{"max_tokens":5,"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x.example/a.png"}}]}]}""", Unbounded.InputUnknown)]
    [InlineData("nobody", """{"max_tokens":5,"messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}]}""", Unbounded.InputUnknown)]
    public void What_has_no_bound_says_why(string model, string body, Unbounded why)
    {
        var bound = Bound("openai", model, body);
        Assert.Equal(why, bound.Why);
        Assert.Null(bound.NanoUsd);
    }

    [Fact]
    public void Tools_that_the_provider_runs_are_bound_by_their_number()
    {
        const string Tools = """{"model":"claude-sonnet-4-5","max_tokens":10,"messages":[{"role":"user","content":"x"}],"tools":[{"type":"web_search_20250305","name":"web_search"MAX}]}""";
        Assert.Equal(Unbounded.ToolsUnbounded, BoundOf(new MessagesRequestReader(), Endpoint.CreateMessage, "anthropic", "claude-sonnet-4-5", Tools.Replace("MAX", "", StringComparison.Ordinal)).Why);
        var bound = BoundOf(new MessagesRequestReader(), Endpoint.CreateMessage, "anthropic", "claude-sonnet-4-5", Tools.Replace("MAX", ",\"max_uses\":2", StringComparison.Ordinal));

        // Each use is a turn of its own, over whatever was found. The catalogue has no fee for this model's searches, so the money is not known.
        Assert.Equal((3 * 200_000, 30), (bound.InputTokens, bound.OutputTokens));
        Assert.Equal(Unbounded.PriceUnknown, bound.Why);
    }

    [Fact]
    public void A_stored_conversation_can_be_as_long_as_the_model_reads()
    {
        var bound = BoundOf(new ResponsesRequestReader(), Endpoint.CreateResponse, "openai", "gpt-5", """{"model":"gpt-5","previous_response_id":"resp_1","input":"go on","max_output_tokens":10}""");
        Assert.Equal((400_000, 10), (bound.InputTokens, bound.OutputTokens));
    }

    [Fact]
    public void The_bytes_of_an_image_are_no_text()
    {
        var image = new string('A', 300_000);
        var bound = BoundOf(new MessagesRequestReader(), Endpoint.CreateMessage, "anthropic", "claude-sonnet-4-5",
            $$"""{"model":"claude-sonnet-4-5","max_tokens":10,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{image}}"} }]}]}""");
        Assert.InRange(bound.InputTokens!.Value, 5_000, 6_000);
    }

    [Fact]
    public void Writing_to_the_cache_costs_more_only_where_it_is_asked_for()
    {
        const string Plain = """{"model":"claude-sonnet-4-5","max_tokens":1,"system":[{"type":"text","text":"be brief"}],"messages":[]}""";
        const string Cached = """{"model":"claude-sonnet-4-5","max_tokens":1,"system":[{"type":"text","text":"be brief","cache_control":{"type":"ephemeral"}}],"messages":[]}""";
        var (plain, cached) = (BoundOf(new MessagesRequestReader(), Endpoint.CreateMessage, "anthropic", "claude-sonnet-4-5", Plain), BoundOf(new MessagesRequestReader(), Endpoint.CreateMessage, "anthropic", "claude-sonnet-4-5", Cached));
        Assert.Equal((plain.InputTokens * 3_000) + 15_000, plain.NanoUsd);
        Assert.Equal((cached.InputTokens * 6_000) + 15_000, cached.NanoUsd);
    }

    [Fact]
    public void Counting_is_free_and_embedding_writes_nothing()
    {
        Assert.Equal(0, BoundOf(new MessagesRequestReader(), Endpoint.CountMessageTokens, "anthropic", "claude-sonnet-4-5", """{"messages":[]}""").NanoUsd);
        var embedding = BoundOf(new EmbeddingsRequestReader(), Endpoint.Embeddings, "openai", "text-embedding-3-small", """{"model":"text-embedding-3-small","input":"hello"}""");
        Assert.Equal(0, embedding.OutputTokens);
        Assert.True(embedding.NanoUsd > 0);
    }

    [Fact]
    public void The_estimate_binds_lower_than_the_bytes()
    {
        var text = string.Join(' ', Enumerable.Repeat("the budget of a long and ordinary sentence", 200));
        var body = $$"""{"model":"gpt-4o","max_tokens":1,"messages":[{"role":"user","content":"{{text}}"}]}""";
        var strict = Bound("openai", "gpt-4o", body);
        var estimate = Bound("openai", "gpt-4o", body, BoundMode.Estimate);
        Assert.True(estimate.InputTokens * 3 < strict.InputTokens, $"{estimate.InputTokens} and {strict.InputTokens}");
        Assert.True(estimate.InputTokens >= 200 * 8);
    }

    /// <summary>The promise: whatever usage an honest provider can report for a request, its cost is not above the strict bound.</summary>
    [Fact]
    public void No_usage_that_can_be_reported_costs_more_than_the_bound()
    {
        var random = new Random(5);
        var models = Prices.On(Day).Where(p => p.Model.Provider is "openai" or "anthropic" or "gemini" && p.Standard.Output > 0).ToArray();
        var bound = 0;
        for (var round = 0; round < 30_000; round++)
        {
            var price = models[random.Next(models.Length)];
            var (body, endpoint, reader) = Request(random, price.Model.Provider);
            var bytes = Encoding.UTF8.GetBytes(body);
            Assert.True(reader.TryRead(bytes, out _), body);
            var size = RequestSize.Of(endpoint, bytes, reader.Segments);
            var most = SpendBound.Of(size, reader.Facts, price.Model.Provider, price, BoundMode.Strict);
            if (most.NanoUsd is not { } limit) continue;
            bound++;
            for (var i = 0; i < 5; i++)
            {
                var usage = UsageWithin(random, most, reader.Facts, price.Model.Provider);
                var cost = price.CostOf(usage);
                Assert.True(cost is null || cost <= limit, $"{price.Model.Model}: {usage} costs {cost}, bound {limit}: {body}");
            }
        }

        Assert.True(bound > 15_000, $"only {bound} requests had a bound");
    }

    private static TokenUsage UsageWithin(Random random, SpendBound most, RequestFacts facts, string provider)
    {
        long Part(long of) => random.Next(3) switch { 0 => of, 1 => 0, _ => random.NextInt64(of + 1) };
        var (input, output) = (Part(most.InputTokens!.Value), Part(most.OutputTokens!.Value));
        var read = Part(input);
        var written = provider == "anthropic" && facts.WritesCache ? Part(input - read) : 0;
        var heard = facts.Needs.HasFlag(Capabilities.Media) ? Part(input - read - written) : 0;
        var spoken = facts.Needs.HasFlag(Capabilities.Media) ? Part(output) : 0;
        return new TokenUsage(input, output, read, written, Part(output - spoken))
        {
            CacheWrite1h = Part(written),
            InputAudio = heard,
            OutputAudio = spoken,
            WebSearches = facts.Needs.HasFlag(Capabilities.WebSearch) ? Part(Math.Max(1, facts.MaxToolCalls ?? 1)) : 0,
            Tier = random.Next(2) == 0 ? ServiceTier.Standard : facts.Tier, // what was asked for, or a fall back
        };
    }

    private static (string Body, Endpoint Endpoint, RequestReader Reader) Request(Random random, string provider)
    {
        var text = string.Concat(Enumerable.Range(0, random.Next(1, 60)).Select(_ => (string[])["word ", "\\u00e9", "文字", "🙂", "\\n", "0123456789 "])).PadRight(random.Next(1, 400));
        var cap = random.Next(1, 20_000);
        var image = random.Next(4) == 0;
        switch (provider)
        {
            case "anthropic":
                var cache = random.Next(2) == 0 ? ""","cache_control":{"type":"ephemeral","ttl":"1h"}""" : "";
                return ($$"""{"max_tokens":{{cap}},"messages":[{"role":"user","content":[{"type":"text","text":"{{text}}"{{cache}}}]}]}""", Endpoint.CreateMessage, new MessagesRequestReader());
            case "gemini":
                return ($$"""{"contents":[{"parts":[{"text":"{{text}}"}]}],"generationConfig":{"maxOutputTokens":{{cap}},"candidateCount":{{random.Next(1, 4)}} } }""", Endpoint.GenerateContent, new GeminiRequestReader());
            default:
                var tier = (string[])["", ""","service_tier":"flex" """, ""","service_tier":"priority" """];
                var tools = random.Next(3) == 0 ? $$""","max_tool_calls":{{random.Next(1, 5)}},"tools":[{"type":"web_search"}]""" : "";
                var part = image ? ""","image_url":"x" """ : "";
                return random.Next(2) == 0
                    ? ($$"""{"max_completion_tokens":{{cap}},"n":{{random.Next(1, 4)}}{{tier[random.Next(3)]}},"messages":[{"role":"user","content":[{"type":"{{(image ? "image_url" : "text")}}","text":"{{text}}"{{part}}}]}]}""", Endpoint.ChatCompletions, new ChatRequestReader())
                    : ($$"""{"max_output_tokens":{{cap}}{{tier[random.Next(3)]}},"input":"{{text}}"{{tools}}}""", Endpoint.CreateResponse, new ResponsesRequestReader());
        }
    }

    private sealed class ModelCatalogSample(string json)
    {
        private readonly PriceFile _file = PriceFile.TryRead(Encoding.UTF8.GetBytes(json), out var problem) ?? throw new InvalidOperationException(problem);

        public SpendBound Bound(RequestReader reader, Endpoint endpoint, string model, string body)
        {
            var bytes = Encoding.UTF8.GetBytes(body);
            Assert.True(reader.TryRead(bytes, out _));
            var table = new PriceTable(_file.Version, null, _file.Prices());
            return SpendBound.Of(RequestSize.Of(endpoint, bytes, reader.Segments), reader.Facts, "openai", table.Find("openai", model, Day), BoundMode.Strict, defaultOutput: 16_384);
        }
    }

    private static SpendBound Bound(string provider, string model, string body, BoundMode mode = BoundMode.Strict) => BoundOf(new ChatRequestReader(), Endpoint.ChatCompletions, provider, model, body, mode);

    private static SpendBound BoundOf(RequestReader reader, Endpoint endpoint, string provider, string model, string body, BoundMode mode = BoundMode.Strict)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        Assert.True(reader.TryRead(bytes, out _));
        var estimate = new TokenEstimator(new TokenCalibration()).Estimate(provider, model, bytes, reader.Segments, reader.Facts);
        return SpendBound.Of(RequestSize.Of(endpoint, bytes, reader.Segments), reader.Facts, provider, Prices.Find(provider, model, Day), mode, estimate);
    }
}
