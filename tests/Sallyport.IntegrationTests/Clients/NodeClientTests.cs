using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Clients;

/// <summary>The official Node libraries of OpenAI, Anthropic and Google against the real server: one result per scenario.</summary>
[Collection(ClientCollection.Name)]
public sealed class NodeClientTests(ClientFixture fixture)
{
    private static readonly Dictionary<string, string[]> Scenarios = new(StringComparer.Ordinal)
    {
        ["openai"] =
        [
            "chat", "chat-stream", "chat-stream-usage", "tools", "tools-stream", "embeddings", "responses", "responses-stream", "responses-tools", "responses-stored",
            "models", "redaction", "restore", "restore-stream", "error-401", "error-403", "error-400", "error-400-upstream", "error-404", "error-429", "blocked", "blocked-stream",
        ],
        ["anthropic"] =
        [
            "messages", "messages-stream", "auth-token", "tools", "tools-stream", "count-tokens", "models", "redaction", "restore", "restore-stream",
            "error-401", "error-403", "error-400", "error-400-upstream", "error-404", "error-429", "blocked", "blocked-stream",
        ],
        ["google"] =
        [
            "generate", "generate-stream", "tools", "tools-stream", "count-tokens", "embed", "models", "redaction", "restore", "restore-stream",
            "error-401", "error-403", "error-400-upstream", "error-404", "error-429", "blocked", "blocked-stream",
        ],
    };

    public static TheoryData<string, string> All()
    {
        var data = new TheoryData<string, string>();
        foreach (var (client, names) in Scenarios)
            foreach (var name in names) data.Add(client, name);
        return data;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_official_Node_library_works_against_the_gateway(string client, string scenario)
    {
        var (code, output, error) = await NodeScript.RunAsync(client + ".mjs", [scenario], fixture.Environment, TimeSpan.FromSeconds(90));
        Assert.True(code == 0, $"{client} {scenario} ended with {code}\n{output}\n{error}");
    }

    /// <summary>What only the provider itself can do.</summary>
    private static readonly string[] Untranslated = ["embeddings", "embed", "responses-stored"];

    [Theory]
    [InlineData("openai", "claude-sonnet-5")]
    [InlineData("openai", "gemini-2.5-flash")]
    [InlineData("anthropic", "gpt-4o-mini")]
    [InlineData("anthropic", "gemini-2.5-flash")]
    [InlineData("google", "gpt-4o-mini")]
    [InlineData("google", "claude-sonnet-5")]
    public async Task An_official_Node_library_works_with_models_of_every_other_dialect(string client, string model)
    {
        string[] names = [.. Scenarios[client].Except(Untranslated)];
        var environment = new Dictionary<string, string>(fixture.Environment, StringComparer.Ordinal) { ["SALLYPORT_MODEL"] = model };
        var (code, output, error) = await NodeScript.RunAsync(client + ".mjs", names, environment, TimeSpan.FromSeconds(120));
        Assert.True(code == 0, string.Join('\n', output.Split('\n').Where(line => !line.Contains("\"ok\":true", StringComparison.Ordinal))) + error);
        Assert.Equal(names.Length, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    [InlineData("google")]
    public async Task No_scenario_of_a_script_is_left_out(string client)
    {
        var (code, output, error) = await NodeScript.RunAsync(client + ".mjs", ["--list"], fixture.Environment, TimeSpan.FromSeconds(30));
        Assert.True(code == 0, error);
        Assert.Equal(Scenarios[client], output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
