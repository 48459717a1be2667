using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Configuration;
using Sallyport.Testing;

namespace Sallyport.IntegrationTests.Limits;

/// <summary>A gateway with limits or budgets of a test's own, and a provider whose model <c>m</c> has a price of the test's own.</summary>
internal sealed class SpendRig : IAsyncDisposable
{
    private readonly ScratchDirectory _scratch;

    private SpendRig(ScratchDirectory scratch, FakeUpstream upstream, GatewayHost gateway) => (_scratch, Upstream, Gateway) = (scratch, upstream, gateway);

    public FakeUpstream Upstream { get; }

    public GatewayHost Gateway { get; }

    /// <param name="yaml">Limits and the like; the upstream <c>openai</c> and the prices are there already.</param>
    /// <param name="input">Price of an input token of <c>m</c>, in nano-USD.</param>
    /// <param name="output">Price of an output token.</param>
    /// <param name="upstreamOptions">More keys of the upstream.</param>
    public static async Task<SpendRig> StartAsync(string yaml, long input = 0, long output = 1_000_000, string upstreamOptions = "", string? currency = null, string perUsd = "1")
    {
        var scratch = new ScratchDirectory();
        var prices = scratch.File("prices.json");
        await File.WriteAllTextAsync(prices, $$"""{"version":"test","unit":"nano-USD per token","models":[{"provider":"openai","model":"m","input":{{input}},"output":{{output}}},{"provider":"openai","model":"small","input":0,"output":1},{"provider":"openai","model":"gpt-4-aloud","input":{{input}},"output":{{output}}},{"provider":"anthropic","model":"m","input":{{input}},"output":{{output}}}]}""");
        var upstream = await FakeUpstream.StartAsync();
        upstream.Reply = exchange => exchange.JsonAsync(Answer("hello", 10, 100));
        var gateway = await GatewayHost.StartAsync(upstream, $$"""
            upstreams:
              openai: { provider: openai, credential: "${env:OPENAI_API_KEY}", base_url: "@upstream@/v1", breaker: { failures: 0 }{{upstreamOptions}} }
              anthropic: { provider: anthropic, credential: "${env:ANTHROPIC_API_KEY}", base_url: "@upstream@/v1", breaker: { failures: 0 } }
            prices: { file: "{{prices}}"{{(currency is null ? "" : $", currency: {currency}, per_usd: {perUsd}")}} }
            {{yaml}}
            """);
        return new SpendRig(scratch, upstream, gateway);
    }

    /// <summary>A whole chat answer.</summary>
    public static string Answer(string text, long? input, long? output)
    {
        var usage = output is null ? "" : ",\"usage\":" + Usage(input ?? 0, output.Value);
        return """{"id":"c-1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":""" + JsonSerializer.Serialize(text) + "}}]" + usage + "}";
    }

    /// <summary>One event of a chat stream that says a text.</summary>
    public static string Delta(string text) =>
        """data: {"id":"c-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":""" + JsonSerializer.Serialize(text) + "}}]}\n\n";

    /// <summary>The event of a chat stream that reports usage, and the end mark.</summary>
    public static string End(long input, long output) =>
        """data: {"id":"c-1","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":""" + Usage(input, output) + "}\n\ndata: [DONE]\n\n";

    public static string Body(int? maxTokens = 100, bool stream = false, string more = "", string model = "m") =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":"hi"}]""" + (maxTokens is null ? "" : $",\"max_tokens\":{maxTokens}") + (stream ? ",\"stream\":true" : "") + more + "}";

    private static string Usage(long input, long output) => $$"""{"prompt_tokens":{{input}},"completion_tokens":{{output}},"total_tokens":{{input + output}} }""";

    /// <summary>Text enough that a part of it leaves before the answer ends: the last of it waits for what may follow.</summary>
    public static string LongText { get; } = string.Concat(Enumerable.Repeat("once upon a time ", 700));

    /// <summary>Takes the first bytes of an answer, and leaves.</summary>
    public static async Task LeaveAsync(HttpResponseMessage response)
    {
        await using var stream = await response.Content.ReadAsStreamAsync();
        if (await stream.ReadAsync(new byte[64]).AsTask().WaitAsync(TimeSpan.FromSeconds(15)) == 0) throw new InvalidOperationException("The answer is empty.");
    }

    public Task<HttpResponseMessage> ChatAsync(string body, string? key = null) => Gateway.PostAsync("/v1/chat/completions", body, key);

    /// <summary>Asks, and takes the answer in.</summary>
    /// <returns>Status, and the code of the refusal if there is one.</returns>
    public async Task<(HttpStatusCode Status, string? Code, string Message, HttpResponseMessage Response)> AskAsync(string body, string? key = null)
    {
        var response = await ChatAsync(body, key);
        var text = await response.Content.ReadAsStringAsync();
        if (response.IsSuccessStatusCode) return (response.StatusCode, null, text, response);
        using var json = JsonDocument.Parse(text);
        var error = json.RootElement.GetProperty("error");
        return (response.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("message").GetString()!, response);
    }

    /// <summary>How a counter stands.</summary>
    /// <param name="holder">Empty for a rule that counts for everybody together.</param>
    public ValueTask<LimitReading> ReadAsync(string rule, string holder = "")
    {
        var spend = Gateway.Services.GetRequiredService<SnapshotSource>().Current.Spend;
        return Gateway.Services.GetRequiredService<ILimitCounters>().ReadAsync(new Counter(spend.Rules.Single(r => r.Rule.Id == rule).Rule, holder), CancellationToken.None);
    }

    /// <summary>How a counter stands once nothing is reserved any more: a client that leaves is settled a moment later.</summary>
    public async Task<LimitReading> SettledAsync(string rule)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (true)
        {
            var reading = await ReadAsync(rule);
            if (reading.Reserved == 0 && reading.Spent > 0) return reading;
            await Task.Delay(10, late.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
        _scratch.Dispose();
    }
}
