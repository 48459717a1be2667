using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Clients;

/// <summary>The official Anthropic library for .NET against the real server.</summary>
[Collection(ClientCollection.Name)]
public sealed class AnthropicDotNetTests(ClientFixture fixture)
{
    private const string ModelName = "claude-sonnet-5";

    /// <summary>Its own, and one of each other dialect, which the gateway translates.</summary>
    public static readonly TheoryData<string> Models = [ModelName, "gpt-4o-mini", "gemini-2.5-flash"];

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_plain_message_arrives_whole(string model)
    {
        using var client = Client();
        var message = await client.Messages.Create(Ask(Prompts.Hello, model));
        Assert.Equal(Prompts.HelloAnswer, TextOf(message));
        Assert.Equal("end_turn", message.StopReason?.Raw());
        Assert.True(message.Usage.OutputTokens > 0);
    }

    [Fact]
    public async Task A_bearer_token_works_like_an_api_key()
    {
        using var client = new AnthropicClient { BaseUrl = fixture.Server.Url.OriginalString, ApiKey = null, AuthToken = fixture.Server.Key, MaxRetries = 0 };
        Assert.Equal(Prompts.HelloAnswer, TextOf(await client.Messages.Create(Ask(Prompts.Hello))));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_streamed_message_arrives_in_pieces_and_whole(string model)
    {
        var (text, _, pieces) = await CollectAsync(Ask(Prompts.Hello, model));
        Assert.Equal(Prompts.HelloAnswer, text);
        Assert.True(pieces > 3, $"only {pieces} pieces: the stream was buffered");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_tool_call_and_its_result_go_round(string model)
    {
        using var client = Client();
        var first = await client.Messages.Create(Ask(Prompts.Weather, model) with { Tools = [Weather()] });
        Assert.Equal("tool_use", first.StopReason?.Raw());
        var use = first.Content.Select(b => b.TryPickToolUse(out var t) ? t : null).Single(t => t is not null)!;
        Assert.Equal((Prompts.WeatherTool, "Lisbon"), (use.Name, use.Input["city"].GetString()));

        var second = await client.Messages.Create(Ask(Prompts.Weather, model) with
        {
            Tools = [Weather()],
            Messages =
            [
                new UserMessageParam(Prompts.Weather),
                new AssistantMessageParam { Content = new List<ContentBlockParam> { new ToolUseBlockParam { ID = use.ID, Name = use.Name, Input = use.Input } } },
                new UserMessageParam { Content = new List<ContentBlockParam> { new ToolResultBlockParam(use.ID) { Content = Prompts.WeatherResult } } },
            ],
        });
        Assert.Equal(Prompts.WeatherAnswer, TextOf(second));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_streamed_tool_call_has_whole_arguments(string model)
    {
        var (_, json, _) = await CollectAsync(Ask(Prompts.Weather, model) with { Tools = [Weather()] });
        using var input = JsonDocument.Parse(json);
        Assert.Equal("Lisbon", input.RootElement.GetProperty("city").GetString());
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task Tokens_are_counted(string model)
    {
        using var client = Client();
        var count = await client.Messages.CountTokens(new MessageCountTokensParams { Model = model, Messages = [new UserMessageParam(Prompts.Hello)] });
        Assert.True(count.InputTokens > 0);
    }

    [Fact]
    public async Task The_model_list_names_what_the_key_may_use()
    {
        using var client = Client();
        var page = await client.Models.List();
        Assert.Contains(ModelName, page.Items.Select(m => m.ID));
    }

    [Fact]
    public async Task A_social_security_number_leaves_masked()
    {
        using var client = Client();
        Assert.Equal(Prompts.SocialMasked, TextOf(await client.Messages.Create(Ask(Prompts.Social))));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_pseudonymized_address_comes_back_in_plain_and_streamed_answers(string model)
    {
        using var client = Client();
        Assert.Equal(Prompts.EmailRestored, TextOf(await client.Messages.Create(Ask(Prompts.Email, model))));
        Assert.Equal(Prompts.EmailRestored, (await CollectAsync(Ask(Prompts.Email, model))).Text);
    }

    [Fact]
    public async Task A_foreign_key_is_unauthorized()
    {
        using var client = Client(TestKey.Create());
        await Assert.ThrowsAsync<AnthropicUnauthorizedException>(() => client.Messages.Create(Ask("x")));
    }

    [Fact]
    public async Task A_missing_capability_is_forbidden()
    {
        using var client = Client();
        await Assert.ThrowsAsync<AnthropicForbiddenException>(() => client.Messages.Create(Ask("x") with { Tools = [new WebSearchTool20250305()] }));
    }

    [Fact]
    public async Task A_blocked_prompt_is_a_bad_request_and_never_an_answer()
    {
        using var client = Client();
        await Assert.ThrowsAsync<AnthropicBadRequestException>(() => client.Messages.Create(Ask(Prompts.PrivateKey)));
    }

    [Fact]
    public async Task An_unknown_model_is_not_found()
    {
        using var client = Client();
        await Assert.ThrowsAsync<AnthropicNotFoundException>(() => client.Messages.Create(Ask("x") with { Model = "model-of-nobody" }));
    }

    [Fact]
    public async Task An_upstream_limit_is_a_rate_limit()
    {
        using var client = Client();
        await Assert.ThrowsAsync<AnthropicRateLimitException>(() => client.Messages.Create(Ask(Prompts.TooMany)));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_stream_blocked_midway_ends_in_an_exception(string model)
    {
        var text = new StringBuilder();
        using var client = Client();
        await Assert.ThrowsAnyAsync<AnthropicException>(async () =>
        {
            await foreach (var e in client.Messages.CreateStreaming(Ask(Prompts.Leak, model)))
                if (e.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var piece)) text.Append(piece.Text);
        });
        Assert.DoesNotContain(Prompts.LeakedPiece, text.ToString(), StringComparison.Ordinal);
    }

    private static MessageCreateParams Ask(string text, string model = ModelName) => new() { Model = model, MaxTokens = 256, Messages = [new UserMessageParam(text)] };

    private static ToolUnion Weather() => new Tool
    {
        Name = Prompts.WeatherTool,
        Description = "Current weather",
        InputSchema = new InputSchema { Properties = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["city"] = JsonSerializer.SerializeToElement(new { type = "string" }) }, Required = ["city"] },
    };

    private static string TextOf(Message message) => string.Concat(message.Content.Select(b => b.TryPickText(out var text) ? text.Text : ""));

    private AnthropicClient Client(string? key = null) => new() { BaseUrl = fixture.Server.Url.OriginalString, ApiKey = key ?? fixture.Server.Key, AuthToken = null, MaxRetries = 0 };

    private async Task<(string Text, string Json, int Pieces)> CollectAsync(MessageCreateParams parameters)
    {
        var (text, json, pieces) = (new StringBuilder(), new StringBuilder(), 0);
        using var client = Client();
        await foreach (var e in client.Messages.CreateStreaming(parameters))
        {
            pieces++;
            if (!e.TryPickContentBlockDelta(out var delta)) continue;
            if (delta.Delta.TryPickText(out var piece)) text.Append(piece.Text);
            if (delta.Delta.TryPickInputJson(out var part)) json.Append(part.PartialJson);
        }

        return (text.ToString(), json.ToString(), pieces);
    }
}
