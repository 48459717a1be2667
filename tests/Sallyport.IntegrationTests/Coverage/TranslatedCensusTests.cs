using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Coverage;

/// <summary>The census once more, with every client in front of every other dialect's model: translating must not carry what masking would have taken out.</summary>
public sealed class TranslatedCensusTests
{
    private static readonly (string Surface, string Model)[] Dialects =
        [("OpenAI chat completions", "gpt-4o"), ("OpenAI responses", "gpt-4o"), ("Anthropic messages", "claude-sonnet-5"), ("Gemini generate content", "gemini-2.5-flash")];

    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var (client, own) in Dialects)
            foreach (var (upstream, model) in Dialects)
                if (own != model && upstream != "OpenAI responses") pairs.Add(client, upstream);
        return pairs;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task What_is_planted_anywhere_reaches_nobody_through_a_translation(string client, string spoken)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, """
            upstreams:
              openai: { provider: openai, base_url: "@upstream@/v1", credential: "${env:OPENAI_API_KEY}", max_attempts: 1 }
              anthropic: { provider: anthropic, base_url: "@upstream@/v1", credential: "${env:ANTHROPIC_API_KEY}", max_attempts: 1 }
              gemini: { provider: gemini, base_url: "@upstream@/v1beta", credential: "${env:GEMINI_API_KEY}", max_attempts: 1 }
            """);
        upstream.Reply = exchange => exchange.JsonAsync("{}");
        var census = new Census(upstream, gateway);
        var (asking, answering) = (Served(client, spoken), Surfaces.All.Single(s => s.Name == spoken));
        var verdicts = new List<string>();

        foreach (var (name, members) in asking.Request)
            foreach (var stream in (bool[])[false, true]) verdicts.Add($"{name}: {await census.AskAsync(asking, members, stream)}");
        var requests = verdicts.Count;
        foreach (var (name, body) in answering.Answer) verdicts.Add($"answer, {name}: {await census.AnswerAsync(asking, body)}");
        foreach (var status in (int[])[400, 429, 500]) verdicts.Add($"error {status}: {await census.AnswerAsync(asking, "{\"error\":{\"message\":\"§\",\"code\":\"x\",\"details\":[\"§\"]}}", status)}");
        foreach (var (name, data) in answering.Events) verdicts.Add($"event, {name}: {await census.EventAsync(asking, name, data)}");

        Assert.DoesNotContain(verdicts, v => v.EndsWith(Census.Leaked, StringComparison.Ordinal));
        Assert.DoesNotContain(verdicts, v => v.Contains("internal_error", StringComparison.Ordinal));
        // It is no proof if nothing arrives at all.
        Assert.True(verdicts.Take(requests).Count(v => v.EndsWith(": scanned", StringComparison.Ordinal)) >= 8, string.Join('\n', verdicts));
        Assert.True(verdicts.Skip(requests).Count(v => v.EndsWith(": scanned", StringComparison.Ordinal)) >= 4, string.Join('\n', verdicts));
    }

    /// <summary>A client's surface whose model lives in another dialect.</summary>
    private static Surface Served(string client, string spoken)
    {
        var surface = Surfaces.All.Single(s => s.Name == client);
        var (own, other) = (Dialects.Single(d => d.Surface == client).Model, Dialects.Single(d => d.Surface == spoken).Model);
        return surface with
        {
            Path = surface.Path.Replace(own, other, StringComparison.Ordinal),
            StreamPath = surface.StreamPath!.Replace(own, other, StringComparison.Ordinal),
            Rest = [.. surface.Rest.Select(r => r.Name == "model" ? (r.Name, $"\"{other}\"") : r)],
        };
    }
}
