#pragma warning disable OPENAI001 // the library marks its whole responses client as open to change
using System.ClientModel;
using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Models.Messages;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Models;
using OpenAI.Responses;
using Xunit;

namespace Sallyport.IntegrationTests.Forwarding;

/// <summary>What the official client libraries make of the simulator's answers.</summary>
public sealed class SimulatorSdkTests
{
    private const string Prompt = "Grüße an <PERSON_1>, bitte 3 × 4 rechnen 🙂";
    private const string Schema = """{"type":"object","properties":{"query":{"type":"string"},"limit":{"type":"integer"},"kind":{"enum":["a","b"]}},"required":["query"]}""";

    [Fact]
    public async Task OpenAI_chat_reads_a_whole_answer()
    {
        await using var host = await SimulatorHost.StartAsync();
        var completion = (await Chat(host).CompleteChatAsync(Prompt)).Value;
        Assert.Equal(("[simulated] " + Prompt, "simulator", ChatFinishReason.Stop), (completion.Content[0].Text, completion.Model, completion.FinishReason));
        Assert.True(completion.Usage.InputTokenCount > 0 && completion.Usage.OutputTokenCount > 0);
    }

    [Fact]
    public async Task OpenAI_chat_reads_a_stream_with_usage()
    {
        await using var host = await SimulatorHost.StartAsync();
        var text = new StringBuilder();
        var pieces = 0;
        ChatTokenUsage? usage = null;
        ChatFinishReason? finish = null;
        await foreach (var update in Chat(host).CompleteChatStreamingAsync(Prompt))
        {
            foreach (var part in update.ContentUpdate) text.Append(part.Text);
            pieces += update.ContentUpdate.Count;
            usage ??= update.Usage;
            finish ??= update.FinishReason;
        }

        Assert.Equal("[simulated] " + Prompt, text.ToString());
        Assert.Equal(ChatFinishReason.Stop, finish);
        Assert.True(pieces > 2);
        Assert.NotNull(usage);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OpenAI_chat_reads_a_tool_call(bool isStream)
    {
        await using var host = await SimulatorHost.StartAsync();
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("look_up", "Looks up", BinaryData.FromString(Schema)) } };
        var (name, arguments) = (new StringBuilder(), new StringBuilder());
        if (isStream)
        {
            await foreach (var update in Chat(host).CompleteChatStreamingAsync([ChatMessage.CreateUserMessage("use the tool for " + Prompt)], options))
            {
                foreach (var call in update.ToolCallUpdates)
                {
                    name.Append(call.FunctionName);
                    arguments.Append(call.FunctionArgumentsUpdate);
                }
            }
        }
        else
        {
            var completion = (await Chat(host).CompleteChatAsync([ChatMessage.CreateUserMessage("use the tool for " + Prompt)], options)).Value;
            Assert.Equal(ChatFinishReason.ToolCalls, completion.FinishReason);
            name.Append(completion.ToolCalls[0].FunctionName);
            arguments.Append(completion.ToolCalls[0].FunctionArguments);
        }

        Assert.Equal("look_up", name.ToString());
        AssertArguments(arguments.ToString());
    }

    [Fact]
    public async Task OpenAI_chat_answers_a_tools_result_with_text()
    {
        await using var host = await SimulatorHost.StartAsync();
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("look_up", "Looks up", BinaryData.FromString(Schema)) } };
        ChatMessage[] messages =
        [
            ChatMessage.CreateUserMessage("use the tool"),
            ChatMessage.CreateAssistantMessage([ChatToolCall.CreateFunctionToolCall("call_1", "look_up", BinaryData.FromString("{}"))]),
            ChatMessage.CreateToolMessage("call_1", "the tool found 42"),
        ];
        Assert.Equal("[simulated] the tool found 42", (await Chat(host).CompleteChatAsync(messages, options)).Value.Content[0].Text);
    }

    [Fact]
    public async Task OpenAI_chat_gets_JSON_of_the_asked_schema()
    {
        await using var host = await SimulatorHost.StartAsync();
        var options = new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("answer", BinaryData.FromString(Schema)) };
        AssertArguments((await Chat(host).CompleteChatAsync([ChatMessage.CreateUserMessage(Prompt)], options)).Value.Content[0].Text);
    }

    [Fact]
    public async Task OpenAI_responses_are_read_whole_kept_listed_and_deleted()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = Responses(host);
        var response = (await client.CreateResponseAsync("simulator", Prompt)).Value;
        Assert.Equal(("[simulated] " + Prompt, ResponseStatus.Completed), (response.GetOutputText(), response.Status));
        Assert.Equal("[simulated] " + Prompt, (await client.GetResponseAsync(response.Id)).Value.GetOutputText());
        var items = new List<ResponseItem>();
        await foreach (var item in client.GetResponseInputItemsAsync(response.Id)) items.Add(item);
        Assert.Equal(Prompt, Assert.IsAssignableFrom<MessageResponseItem>(Assert.Single(items)).Content[0].Text);
        Assert.True((await client.DeleteResponseAsync(response.Id)).Value.Deleted);
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(() => client.GetResponseAsync(response.Id))).Status);
    }

    [Fact]
    public async Task OpenAI_responses_are_read_as_a_stream_of_every_event()
    {
        await using var host = await SimulatorHost.StartAsync();
        var (text, kinds) = (new StringBuilder(), new List<string>());
        await foreach (var update in await Responses(host).CreateResponseStreamingAsync("simulator", Prompt))
        {
            if (kinds.LastOrDefault() != update.GetType().Name) kinds.Add(update.GetType().Name);
            if (update is StreamingResponseOutputTextDeltaUpdate delta) text.Append(delta.Delta);
            if (update is StreamingResponseCompletedUpdate completed) Assert.Equal("[simulated] " + Prompt, completed.Response.GetOutputText());
        }

        Assert.Equal("[simulated] " + Prompt, text.ToString());
        Assert.Equal(
            ["StreamingResponseCreatedUpdate", "StreamingResponseInProgressUpdate", "StreamingResponseOutputItemAddedUpdate", "StreamingResponseContentPartAddedUpdate", "StreamingResponseOutputTextDeltaUpdate",
             "StreamingResponseOutputTextDoneUpdate", "StreamingResponseContentPartDoneUpdate", "StreamingResponseOutputItemDoneUpdate", "StreamingResponseCompletedUpdate"], kinds);
    }

    [Fact]
    public async Task OpenAI_responses_stream_a_function_call()
    {
        await using var host = await SimulatorHost.StartAsync();
        var options = new CreateResponseOptions { Model = "simulator", StreamingEnabled = true, Tools = { ResponseTool.CreateFunctionTool("look_up", BinaryData.FromString(Schema), strictModeEnabled: false) } };
        options.InputItems.Add(ResponseItem.CreateUserMessageItem("tool: " + Prompt));
        var arguments = new StringBuilder();
        FunctionCallResponseItem? call = null;
        await foreach (var update in await Responses(host).CreateResponseStreamingAsync(options))
        {
            if (update is StreamingResponseFunctionCallArgumentsDeltaUpdate delta) arguments.Append(delta.Delta);
            if (update is StreamingResponseOutputItemDoneUpdate { Item: FunctionCallResponseItem item }) call = item;
        }

        AssertArguments(arguments.ToString());
        Assert.Equal(("look_up", arguments.ToString()), (call!.FunctionName, call.FunctionArguments.ToString()));
    }

    [Fact]
    public async Task OpenAI_embeddings_are_unit_vectors_that_depend_on_the_text_alone()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = new EmbeddingClient("text-embedding-3-small", new ApiKeyCredential("sk-any"), Options(host)); // asks for base64
        var vectors = (await client.GenerateEmbeddingsAsync(["a red house", "a red car", "quantum chromodynamics"], new EmbeddingGenerationOptions { Dimensions = 256 })).Value.Select(item => item.ToFloats().ToArray()).ToList();
        var again = (await client.GenerateEmbeddingAsync("a red house", new EmbeddingGenerationOptions { Dimensions = 256 })).Value.ToFloats().ToArray();
        Assert.Equal(vectors[0], again);
        Assert.All(vectors, vector => Assert.Equal(1.0, vector.Sum(value => (double)value * value), 3));
        Assert.True(Dot(vectors[0], vectors[1]) > Dot(vectors[0], vectors[2]));
        Assert.Equal(1536, (await client.GenerateEmbeddingAsync("x")).Value.ToFloats().Length);

        static float Dot(float[] a, float[] b) => a.Zip(b, (x, y) => x * y).Sum();
    }

    [Fact]
    public async Task OpenAI_lists_the_one_model()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = new OpenAIModelClient(new ApiKeyCredential("sk-any"), Options(host));
        Assert.Equal("simulator", Assert.Single((await client.GetModelsAsync()).Value).Id);
        Assert.Equal("simulator", (await client.GetModelAsync("simulator")).Value.Id);
    }

    [Fact]
    public async Task Anthropic_reads_a_whole_answer()
    {
        await using var host = await SimulatorHost.StartAsync();
        var message = await Claude(host).Messages.Create(Ask(Prompt));
        message.Validate();
        Assert.True(message.Content[0].TryPickText(out var text));
        Assert.Equal("[simulated] " + Prompt, text.Text);
        Assert.True(message.Usage.InputTokens > 0 && message.Usage.OutputTokens > 0);
    }

    [Fact]
    public async Task Anthropic_reads_a_stream()
    {
        await using var host = await SimulatorHost.StartAsync();
        var (text, pieces, stopped) = (new StringBuilder(), 0, false);
        await foreach (var piece in Claude(host).Messages.CreateStreaming(Ask(Prompt)))
        {
            piece.Validate();
            if (piece.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var part))
            {
                text.Append(part.Text);
                pieces++;
            }

            stopped |= piece.TryPickStop(out _);
        }

        Assert.Equal("[simulated] " + Prompt, text.ToString());
        Assert.True(pieces > 2 && stopped);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Anthropic_reads_a_tool_call(bool isStream)
    {
        await using var host = await SimulatorHost.StartAsync();
        var ask = Ask("tool: " + Prompt) with
        {
            Tools = [new Tool { Name = "look_up", InputSchema = InputSchema.FromRawUnchecked(JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Schema)!) }],
        };
        if (isStream)
        {
            var arguments = new StringBuilder();
            await foreach (var piece in Claude(host).Messages.CreateStreaming(ask))
            {
                piece.Validate();
                if (piece.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickInputJson(out var part)) arguments.Append(part.PartialJson);
            }

            AssertArguments(arguments.ToString());
            return;
        }

        var message = await Claude(host).Messages.Create(ask);
        message.Validate();
        Assert.True(message.Content[0].TryPickToolUse(out var call));
        Assert.Equal("look_up", call.Name);
        AssertArguments(JsonSerializer.Serialize(call.Input));
    }

    [Fact]
    public async Task Anthropic_counts_tokens_and_lists_the_one_model()
    {
        await using var host = await SimulatorHost.StartAsync();
        var count = await Claude(host).Messages.CountTokens(new MessageCountTokensParams { Model = "simulator", Messages = [new UserMessageParam { Content = Prompt }] });
        Assert.True(count.InputTokens > 0);
        var models = await Claude(host).Models.List();
        Assert.Equal("simulator", Assert.Single(models.Items).ID);
    }

    private static void AssertArguments(string json)
    {
        using var arguments = JsonDocument.Parse(json);
        Assert.Contains(Prompt, arguments.RootElement.GetProperty("query").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, arguments.RootElement.GetProperty("limit").GetInt32());
        Assert.Equal("a", arguments.RootElement.GetProperty("kind").GetString());
    }

    private static OpenAIClientOptions Options(SimulatorHost host) => new() { Endpoint = new Uri(host.Address, "/v1") };

    private static ChatClient Chat(SimulatorHost host) => new("gpt-any", new ApiKeyCredential("sk-any"), Options(host));

    private static ResponsesClient Responses(SimulatorHost host) => new(new ApiKeyCredential("sk-any"), new ResponsesClientOptions { Endpoint = new Uri(host.Address, "/v1") });

    private static AnthropicClient Claude(SimulatorHost host) => new() { BaseUrl = host.Address.AbsoluteUri.TrimEnd('/'), ApiKey = "sk-any", MaxRetries = 0, ResponseValidation = true };

    private static MessageCreateParams Ask(string text) => new() { Model = "claude-any", MaxTokens = 100, Messages = [new UserMessageParam { Content = text }] };
}
