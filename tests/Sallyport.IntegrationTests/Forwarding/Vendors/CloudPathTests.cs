using System.Text.Json;
using Anthropic;
using Anthropic.Models.Messages;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Forwarding.Vendors;

/// <summary>The whole gateway in front of stand-ins of the clouds.</summary>
public sealed class CloudPathTests
{
    private static readonly KeyValuePair<string, string>[] Keys = [new("AWS_ID", AwsCheck.AccessKey), new("AWS_SECRET", AwsCheck.SecretKey), new("AZURE_KEY", "azure-key-of-the-tests")];

    private const string Yaml = """
        upstreams:
          bedrock: { provider: bedrock, base_url: "@upstream@", region: eu-west-1, aws: { access_key: "${env:AWS_ID}", secret_key: "${env:AWS_SECRET}" } }
          azure: { provider: azure-openai, base_url: "@upstream@", api_version: 2024-10-21, region: swedencentral, credential: "${env:AZURE_KEY}" }
        models:
          claude: { targets: [ { upstream: bedrock, model: "eu.anthropic.claude-sonnet-4-5-20250929-v1:0" } ] }
          chat: { targets: [ { upstream: azure, model: chat-eu } ] }
        """;

    [Fact]
    public async Task A_client_of_Anthropics_streams_from_Bedrock_and_its_masked_values_come_back()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, Yaml + "\nguardrails: { default: { request: [ { detector: email, action: pseudonymize } ] } }", Keys);
        string? fault = "nobody came", sent = null;
        upstream.Reply = async exchange =>
        {
            (fault, sent) = (AwsCheck.FaultOf(exchange), exchange.Request.Json["messages"]![0]!["content"]!.ToString());
            exchange.Context.Response.ContentType = "application/vnd.amazon.eventstream";
            var words = JsonSerializer.Serialize(sent);
            foreach (var data in (string[])
            [
                """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}}""",
                """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
                $$$"""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":{{{words}}}}}""",
                """{"type":"content_block_stop","index":0}""",
                """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":7}}""",
                """{"type":"message_stop"}""",
            ]) await exchange.PieceAsync(EventStreamMessage.Chunk(data));
        };

        using var client = new AnthropicClient { BaseUrl = gateway.Url.OriginalString, ApiKey = gateway.Key, MaxRetries = 0 };
        var text = "";
        await foreach (var step in client.Messages.CreateStreaming(new MessageCreateParams { Model = "claude", MaxTokens = 50, Messages = [new UserMessageParam("Write to ana@example.com now.")] }, TestContext.Current.CancellationToken))
        {
            if (step.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var piece)) text += piece.Text;
        }

        Assert.Null(fault);
        Assert.DoesNotContain("ana@example.com", sent, StringComparison.Ordinal);
        Assert.Equal("Write to ana@example.com now.", text);
        Assert.EndsWith("/invoke-with-response-stream", upstream.Request.Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_of_Bedrocks_ends_a_stream_as_an_error_event()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, Yaml, Keys);
        upstream.Reply = async exchange =>
        {
            exchange.Context.Response.ContentType = "application/vnd.amazon.eventstream";
            await exchange.PieceAsync(EventStreamMessage.Chunk("""{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"usage":{"input_tokens":3,"output_tokens":1}}}"""));
            await exchange.PieceAsync(EventStreamMessage.Exception("modelStreamErrorException", "The model stumbled."));
        };
        using var response = await gateway.PostAsync("/v1/messages", """{"model":"claude","max_tokens":5,"stream":true,"messages":[{"role":"user","content":"hi"}]}""");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("event: error\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", text, StringComparison.Ordinal);
        Assert.Equal("eu-west-1", Assert.Single(response.Headers.GetValues("x-sallyport-region")));
    }

    [Theory]
    [InlineData("/openai/deployments/chat/chat/completions?api-version=2024-06-01", """{"messages":[{"role":"user","content":"hi"}]}""", """{"messages":[{"role":"user","content":"hi"}],"model":"chat-eu"}""")]
    [InlineData("/openai/deployments/chat/chat/completions?api-version=2024-06-01", """{"model":"something-else","messages":[]}""", """{"model":"chat-eu","messages":[]}""")]
    [InlineData("/openai/v1/chat/completions", """{"model":"chat","messages":[]}""", """{"model":"chat-eu","messages":[]}""")]
    public async Task A_client_of_Azures_asks_for_a_model_by_deployment(string path, string body, string sent)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, Yaml, Keys);
        gateway.Client.DefaultRequestHeaders.Authorization = null;
        upstream.Reply = exchange => exchange.JsonAsync("""{"id":"c1","object":"chat.completion","model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}""");
        using var response = await gateway.PostAsync(path, body, headers: ("api-key", gateway.Key));
        Assert.Equal(200, (int)response.StatusCode);
        // The version that the client speaks to us is not the one that we speak to the upstream.
        Assert.Equal(("/openai/deployments/chat-eu/chat/completions", "?api-version=2024-10-21", "azure-key-of-the-tests", sent), (upstream.Request.Path, upstream.Request.Query, upstream.Request.Header("api-key"), upstream.Request.Text));
        Assert.Equal("swedencentral", Assert.Single(response.Headers.GetValues("x-sallyport-region")));
    }

    [Theory]
    [InlineData("/openai/deployments/chat/images/generations")]
    [InlineData("/openai/deployments/../chat/completions")]
    [InlineData("/openai/deployments//chat/completions")]
    [InlineData("/openai/v1/files")]
    [InlineData("/openai/assistants")]
    public async Task Other_paths_of_Azures_are_not_served(string path)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, Yaml, Keys);
        using var response = await gateway.PostAsync(path, "{}");
        Assert.Equal(404, (int)response.StatusCode);
        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task A_mock_of_other_peoples_making_is_reached_in_the_words_of_three_clouds()
    {
        await using var mock = await AimockUpstream.StartAsync();
        await using var tokens = await TokenStandIn.StartAsync();
        await using var unused = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(unused, $$"""
            upstreams:
              bedrock: { provider: bedrock, base_url: "{{mock.Url}}", region: eu-west-1, credential: "${env:AZURE_KEY}" }
              azure: { provider: azure-openai, base_url: "{{mock.Url}}", api_version: 2024-10-21, credential: "${env:AZURE_KEY}" }
              vertex: { provider: vertex, base_url: "{{mock.Url}}", region: europe-west4, service_account: "${env:ACCOUNT}" }
            models:
              claude: { targets: [ { upstream: bedrock, model: "anthropic.claude-sonnet-5" } ] }
              chat: { targets: [ { upstream: azure, model: gpt-4o-mini } ] }
              gemini: { targets: [ { upstream: vertex, model: gemini-2.5-flash } ] }
            """, [.. Keys, new("ACCOUNT", tokens.AccountJson)]);

        var hello = "Say hello to the clouds.";
        foreach (var stream in (bool[])[false, true])
        {
            var flag = stream ? "true" : "false";
            // Its Bedrock streams carry events without the wrapping that Amazon's have; those are told apart from damage, and refused.
            if (!stream) await AssertSaysAsync(gateway, "/v1/messages", $$$"""{"model":"claude","max_tokens":50,"stream":{{{flag}}},"messages":[{"role":"user","content":"{{{hello}}}"}]}""", "text", hello);
            await AssertSaysAsync(gateway, "/v1/chat/completions", $$$"""{"model":"chat","stream":{{{flag}}},"messages":[{"role":"user","content":"{{{hello}}}"}]}""", "content", hello);
            await AssertSaysAsync(gateway, stream ? "/v1beta/models/gemini:streamGenerateContent?alt=sse" : "/v1beta/models/gemini:generateContent", $$$"""{"contents":[{"role":"user","parts":[{"text":"{{{hello}}}"}]}]}""", "text", hello);
        }

        Assert.Empty(tokens.Faults);
    }

    private static async Task AssertSaysAsync(GatewayHost gateway, string path, string body, string member, string words)
    {
        using var response = await gateway.PostAsync(path, body);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == 200, path + ": " + text);
        var said = string.Concat(System.Text.RegularExpressions.Regex.Matches(text, $"\"{member}\":\"((?:[^\"\\\\]|\\\\.)*)\"").Select(m => m.Groups[1].Value));
        Assert.True(said.Contains("You said: " + words, StringComparison.Ordinal), path + ": " + text);
    }
}
