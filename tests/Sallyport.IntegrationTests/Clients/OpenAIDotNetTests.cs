#pragma warning disable OPENAI001 // the library marks its Responses client as subject to change; that we test it anyway is the point
using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;
using OpenAI.Models;
using OpenAI.Responses;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Clients;

/// <summary>The official OpenAI library for .NET against the real server.</summary>
[Collection(ClientCollection.Name)]
public sealed class OpenAIDotNetTests(ClientFixture fixture)
{
    private const string Model = "gpt-4o-mini";
    /// <summary>Its own, and one of each other dialect, which the gateway translates.</summary>
    public static readonly TheoryData<string> Models = [Model, "claude-sonnet-5", "gemini-2.5-flash"];

    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool(Prompts.WeatherTool, "Current weather", BinaryData.FromString(Prompts.WeatherSchema));

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_plain_answer_arrives_whole(string model)
    {
        ChatCompletion answer = await Chat(model: model).CompleteChatAsync(Prompts.Hello);
        Assert.Equal(Prompts.HelloAnswer, answer.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        Assert.True(answer.Usage.TotalTokenCount > 0);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_streamed_answer_arrives_in_pieces_and_whole(string model)
    {
        var (text, pieces) = await CollectAsync(Chat(model: model).CompleteChatStreamingAsync(Prompts.Hello));
        Assert.Equal(Prompts.HelloAnswer, text);
        Assert.True(pieces > 3, $"only {pieces} pieces: the stream was buffered");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_tool_call_and_its_result_go_round(string model)
    {
        var options = new ChatCompletionOptions { Tools = { Weather } };
        ChatCompletion first = await Chat(model: model).CompleteChatAsync([new UserChatMessage(Prompts.Weather)], options);
        var call = Assert.Single(first.ToolCalls);
        Assert.Equal((ChatFinishReason.ToolCalls, Prompts.WeatherTool, "Lisbon"), (first.FinishReason, call.FunctionName, CityOf(call.FunctionArguments)));

        ChatCompletion second = await Chat(model: model).CompleteChatAsync([new UserChatMessage(Prompts.Weather), new AssistantChatMessage(first), new ToolChatMessage(call.Id, Prompts.WeatherResult)], options);
        Assert.Equal(Prompts.WeatherAnswer, second.Content[0].Text);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_streamed_tool_call_has_whole_arguments(string model)
    {
        var (name, json) = (new StringBuilder(), new StringBuilder());
        await foreach (var update in Chat(model: model).CompleteChatStreamingAsync([new UserChatMessage(Prompts.Weather)], new ChatCompletionOptions { Tools = { Weather } }))
        {
            foreach (var call in update.ToolCallUpdates)
            {
                name.Append(call.FunctionName);
                json.Append(call.FunctionArgumentsUpdate?.ToString());
            }
        }

        Assert.Equal((Prompts.WeatherTool, "Lisbon"), (name.ToString(), CityOf(BinaryData.FromString(json.ToString()))));
    }

    [Fact]
    public async Task Embeddings_come_one_for_each_text()
    {
        var client = new EmbeddingClient("text-embedding-3-small", Credential(), Options());
        OpenAIEmbeddingCollection answer = await client.GenerateEmbeddingsAsync(["first text", "second text"]);
        Assert.Equal(2, answer.Count);
        Assert.True(answer[0].ToFloats().Length > 1);
    }

    [Fact]
    public async Task The_model_list_names_what_the_key_may_use()
    {
        OpenAIModelCollection models = await new OpenAIModelClient(Credential(), Options()).GetModelsAsync();
        Assert.Contains(Model, models.Select(m => m.Id));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_response_arrives_whole(string model)
    {
        ResponseResult answer = await Responses().CreateResponseAsync(model, Prompts.Hello);
        Assert.Equal((Prompts.HelloAnswer, ResponseStatus.Completed), (answer.GetOutputText(), answer.Status));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_streamed_response_ends_as_completed(string model)
    {
        var text = new StringBuilder();
        StreamingResponseUpdate? last = null;
        var stream = await Responses().CreateResponseStreamingAsync(model, Prompts.Hello);
        await foreach (var update in stream)
        {
            if (update is StreamingResponseOutputTextDeltaUpdate delta) text.Append(delta.Delta);
            last = update;
        }

        Assert.Equal(Prompts.HelloAnswer, text.ToString());
        Assert.IsType<StreamingResponseCompletedUpdate>(last);
    }

    [Fact]
    public async Task A_stored_response_belongs_to_the_key_that_made_it()
    {
        var owner = Responses(fixture.Environment["SALLYPORT_STORE_KEY"]);
        ResponseResult made = await owner.CreateResponseAsync(new CreateResponseOptions(Model, [ResponseItem.CreateUserMessageItem(Prompts.Hello)]) { StoredOutputEnabled = true });

        ResponseResult again = await owner.GetResponseAsync(made.Id);
        Assert.Equal(made.Id, again.Id);
        Assert.Equal(404, (await RefusalAsync(() => Responses().GetResponseAsync(made.Id))).Status);

        ResponseDeletionResult deleted = await owner.DeleteResponseAsync(made.Id);
        Assert.True(deleted.Deleted);
        Assert.Equal(404, (await RefusalAsync(() => owner.GetResponseAsync(made.Id))).Status);
    }

    [Fact]
    public async Task A_social_security_number_leaves_masked()
    {
        ChatCompletion answer = await Chat().CompleteChatAsync(Prompts.Social);
        Assert.Equal(Prompts.SocialMasked, answer.Content[0].Text);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_pseudonymized_address_comes_back_in_plain_and_streamed_answers(string model)
    {
        ChatCompletion answer = await Chat(model: model).CompleteChatAsync(Prompts.Email);
        Assert.Equal(Prompts.EmailRestored, answer.Content[0].Text);
        Assert.Equal(Prompts.EmailRestored, (await CollectAsync(Chat(model: model).CompleteChatStreamingAsync(Prompts.Email))).Text);
    }

    [Fact]
    public async Task A_foreign_key_is_401() =>
        Assert.Equal(401, (await RefusalAsync(() => Chat(TestKey.Create()).CompleteChatAsync("x"))).Status);

    [Fact]
    public async Task A_missing_capability_is_403() =>
        Assert.Equal(403, (await RefusalAsync(() => Chat().CompleteChatAsync([new UserChatMessage("x")], new ChatCompletionOptions { IncludeLogProbabilities = true }))).Status);

    [Fact]
    public async Task A_blocked_prompt_is_400_and_never_an_answer() =>
        Assert.Equal(400, (await RefusalAsync(() => Chat().CompleteChatAsync(Prompts.PrivateKey))).Status);

    [Fact]
    public async Task An_unknown_model_is_404() =>
        Assert.Equal(404, (await RefusalAsync(() => new ChatClient("model-of-nobody", Credential(), Options()).CompleteChatAsync("x"))).Status);

    [Fact]
    public async Task An_upstream_limit_is_429() =>
        Assert.Equal(429, (await RefusalAsync(() => Chat().CompleteChatAsync(Prompts.TooMany))).Status);

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_stream_blocked_midway_does_not_end_as_if_nothing_had_happened(string model)
    {
        var text = new StringBuilder();
        var finished = false;
        var error = await Record.ExceptionAsync(async () =>
        {
            await foreach (var update in Chat(model: model).CompleteChatStreamingAsync(Prompts.Leak))
            {
                foreach (var part in update.ContentUpdate) text.Append(part.Text);
                finished |= update.FinishReason is not null;
            }
        });
        Assert.True(error is not null || !finished, "the stream ended as if nothing had happened");
        Assert.DoesNotContain(Prompts.LeakedPiece, text.ToString(), StringComparison.Ordinal);
    }

    private static string CityOf(BinaryData arguments)
    {
        using var json = JsonDocument.Parse(arguments);
        return json.RootElement.GetProperty("city").GetString()!;
    }

    private static async Task<(string Text, int Pieces)> CollectAsync(AsyncCollectionResult<StreamingChatCompletionUpdate> stream)
    {
        var text = new StringBuilder();
        var pieces = 0;
        await foreach (var update in stream)
        {
            pieces++;
            foreach (var part in update.ContentUpdate) text.Append(part.Text);
        }

        return (text.ToString(), pieces);
    }

    private static Task<ClientResultException> RefusalAsync(Func<Task> call) => Assert.ThrowsAsync<ClientResultException>(call);

    private ApiKeyCredential Credential(string? key = null) => new(key ?? fixture.Server.Key);

    private OpenAIClientOptions Options() => new() { Endpoint = new Uri(fixture.Server.Url, "/v1"), RetryPolicy = new ClientRetryPolicy(0) };

    private ChatClient Chat(string? key = null, string model = Model) => new(model, Credential(key), Options());

    private ResponsesClient Responses(string? key = null) => new(Credential(key), new ResponsesClientOptions { Endpoint = new Uri(fixture.Server.Url, "/v1"), RetryPolicy = new ClientRetryPolicy(0) });
}
