using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using Sallyport.Gateway.Audit;
using Xunit;

namespace Sallyport.IntegrationTests.Limits;

/// <summary>What the official libraries make of our refusals, with their own retries as they ship.</summary>
public sealed class LibraryTests
{
    private const string Spent = "budgets: { all: { per: global, money: \"0.01 USD\", every: month } }";
    private const string Slow = "limits: { rules: { slow: { per: global, requests: 1, every: day } } }";

    [Fact]
    public async Task OpenAIs_library_does_not_repeat_a_request_without_a_budget()
    {
        await using var rig = await SpendRig.StartAsync(Spent);
        var client = new ChatClient("m", new ApiKeyCredential(rig.Gateway.Key), new OpenAIClientOptions { Endpoint = new Uri(rig.Gateway.Url, "/v1") });

        var error = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync([new UserChatMessage("hi")], new ChatCompletionOptions { MaxOutputTokenCount = 100 }));

        Assert.Equal(402, error.Status);
        Assert.Contains("Budget 'all'", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, await RefusalsAsync(rig, "budget_exhausted"));
    }

    [Fact]
    public async Task OpenAIs_library_knows_a_rate_limit()
    {
        await using var rig = await SpendRig.StartAsync(Slow);
        var client = new ChatClient("m", new ApiKeyCredential(rig.Gateway.Key), new OpenAIClientOptions { Endpoint = new Uri(rig.Gateway.Url, "/v1"), RetryPolicy = new ClientRetryPolicy(0) });
        await client.CompleteChatAsync("hi");

        Assert.Equal(429, (await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync("hi"))).Status);
    }

    [Fact]
    public async Task Anthropics_library_does_not_repeat_a_request_without_a_budget()
    {
        await using var rig = await SpendRig.StartAsync(Spent);
        using var client = new AnthropicClient { BaseUrl = rig.Gateway.Url.OriginalString, ApiKey = rig.Gateway.Key };

        var error = await Assert.ThrowsAnyAsync<AnthropicApiException>(() => client.Messages.Create(Ask()));

        Assert.Equal(402, (int)error.StatusCode);
        Assert.Equal(1, await RefusalsAsync(rig, "budget_exhausted"));
    }

    [Fact]
    public async Task Anthropics_library_knows_a_rate_limit()
    {
        await using var rig = await SpendRig.StartAsync("limits: { rules: { none: { per: global, tokens: 1, every: day } } }");
        using var client = new AnthropicClient { BaseUrl = rig.Gateway.Url.OriginalString, ApiKey = rig.Gateway.Key, MaxRetries = 0 };

        await Assert.ThrowsAsync<AnthropicRateLimitException>(() => client.Messages.Create(Ask()));
    }

    private static MessageCreateParams Ask() => new() { Model = "m", MaxTokens = 100, Messages = [new UserMessageParam("hi")] };

    private static async Task<int> RefusalsAsync(SpendRig rig, string code) =>
        (await rig.Gateway.Audit.ListAsync(new AuditQuery(Type: AuditEntryType.Result), CancellationToken.None)).Count(r => r.Entry.Rejection == code);
}
