using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Configuration;
using Sallyport.IntegrationTests.Limits;
using Sallyport.Testing;

namespace Sallyport.IntegrationTests.Routing;

/// <summary>A gateway in front of three upstreams <c>a</c>, <c>b</c>, <c>c</c>, each a server of its own that answers with its name.</summary>
internal sealed class RoutingRig : IAsyncDisposable
{
    private readonly ScratchDirectory _scratch;

    private RoutingRig(ScratchDirectory scratch, FakeUpstream a, FakeUpstream b, FakeUpstream c, GatewayHost gateway) => (_scratch, A, B, C, Gateway) = (scratch, a, b, c, gateway);

    public FakeUpstream A { get; }

    public FakeUpstream B { get; }

    public FakeUpstream C { get; }

    public GatewayHost Gateway { get; }

    /// <param name="models">The section <c>models</c>, or more sections.</param>
    /// <param name="credentialsOfA">Keys of upstream a; one for all upstreams if null.</param>
    /// <param name="a">More keys of upstream a.</param>
    public static async Task<RoutingRig> StartAsync(string models = "models: { m: { targets: [ { upstream: a, model: m }, { upstream: b, model: m } ] } }", string a = "", string b = "", string c = "", string sections = "", string[]? credentialsOfA = null)
    {
        var scratch = new ScratchDirectory();
        var prices = scratch.File("prices.json");
        await File.WriteAllTextAsync(prices, """{"version":"test","unit":"nano-USD per token","models":[{"provider":"openai","model":"m","input":0,"output":1000000}]}""");
        var upstreams = new[] { await FakeUpstream.StartAsync(), await FakeUpstream.StartAsync(), await FakeUpstream.StartAsync() };
        for (var i = 0; i < 3; i++)
        {
            var name = "abc"[i].ToString();
            upstreams[i].Reply = Well(name);
        }

        string Credentials(int i) => i == 0 && credentialsOfA is not null ? "credentials: [ " + string.Join(", ", credentialsOfA.Select((_, n) => $"\"${{env:A_KEY_{n}}}\"")) + " ]" : "credential: \"${env:OPENAI_API_KEY}\"";
        string Upstream(int i, string more) => $$"""{ provider: openai, {{Credentials(i)}}, base_url: "{{upstreams[i].Address.ToString().TrimEnd('/')}}/v1"{{more}} }""";
        var gateway = await GatewayHost.StartAsync(upstreams[0], $$"""
            upstreams:
              a: {{Upstream(0, a)}}
              b: {{Upstream(1, b)}}
              c: {{Upstream(2, c)}}
            prices: { file: "{{prices}}" }
            {{models}}
            {{sections}}
            """, credentialsOfA?.Select((credential, n) => KeyValuePair.Create($"A_KEY_{n}", credential)));
        return new RoutingRig(scratch, upstreams[0], upstreams[1], upstreams[2], gateway);
    }

    /// <summary>Answers with a text, whole or as a stream, as was asked.</summary>
    public static Func<UpstreamExchange, Task> Well(string text) => exchange =>
        exchange.Request.Text.Contains("\"stream\":true", StringComparison.Ordinal)
            ? exchange.StreamAsync(SpendRig.Delta(text) + SpendRig.End(10, 100))
            : exchange.JsonAsync(SpendRig.Answer(text, 10, 100));

    public static Func<UpstreamExchange, Task> Status(int status, params (string, string)[] headers) =>
        exchange => exchange.JsonAsync($$$"""{"error":{"message":"upstream says {{{status}}}","type":"t","param":null,"code":"c"}}""", status, headers);

    /// <summary>Asks, and takes the answer in.</summary>
    /// <returns>Status; what the answer says, or the code of its error; the head.</returns>
    public async Task<(int Status, string Said, HttpResponseMessage Response)> AskAsync(string model = "m", string text = "hello there", bool stream = false, string more = "", string? key = null, params (string, string)[] headers)
    {
        var body = $$"""{"model":{{JsonSerializer.Serialize(model)}},"messages":[{"role":"user","content":{{JsonSerializer.Serialize(text)}}}]{{(stream ? ",\"stream\":true" : "")}}{{more}}}""";
        var response = await Gateway.PostAsync("/v1/chat/completions", body, key, headers);
        var answer = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, Said(answer), response);
    }

    /// <summary>What an error says to people.</summary>
    public static async Task<string> MessageAsync(HttpResponseMessage response)
    {
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("error").GetProperty("message").GetString()!;
    }

    /// <summary>The result that the record has of an answer.</summary>
    public async Task<AuditEntry> ResultAsync(HttpResponseMessage response)
    {
        var id = Guid.ParseExact(response.Headers.GetValues("x-sallyport-request-id").Single(), "N");
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (true)
        {
            var all = await Gateway.Audit.ListAsync(new AuditQuery(), late.Token);
            if (all.Select(l => l.Entry).FirstOrDefault(e => e.ExchangeId == id && e.Type == AuditEntryType.Result) is { } found) return found;
            await Task.Delay(10, late.Token);
        }
    }

    /// <summary>How a budget stands once nothing is reserved any more.</summary>
    public async Task<long> SpentAsync(string rule)
    {
        var spend = Gateway.Services.GetRequiredService<SnapshotSource>().Current.Spend;
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        while (true)
        {
            var reading = await Gateway.Services.GetRequiredService<ILimitCounters>().ReadAsync(new Counter(spend.Rules.Single(r => r.Rule.Id == rule).Rule, ""), late.Token);
            if (reading.Reserved == 0) return reading.Spent;
            await Task.Delay(10, late.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await A.DisposeAsync();
        await B.DisposeAsync();
        await C.DisposeAsync();
        _scratch.Dispose();
    }

    private static string Said(string answer)
    {
        if (answer.StartsWith("data:", StringComparison.Ordinal))
        {
            var said = "";
            foreach (var line in answer.Split('\n').Where(l => l.StartsWith("data: {", StringComparison.Ordinal)))
            {
                using var piece = JsonDocument.Parse(line[6..]);
                if (piece.RootElement.TryGetProperty("error", out var broken)) return said + "!" + broken.GetProperty("code").GetString();
                foreach (var choice in piece.RootElement.GetProperty("choices").EnumerateArray()) said += choice.GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : "";
            }

            return said;
        }

        using var json = JsonDocument.Parse(answer);
        return json.RootElement.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString()! : json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
    }
}
