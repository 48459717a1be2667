using Sallyport.Control.Evidence.Providers;
using Sallyport.Control.Evidence.Report;
using Sallyport.Gateway.Audit.ReadModels;
using Sallyport.Gateway.Configuration;
using Xunit;

namespace Sallyport.Tests.Control.Evidence;

public sealed class ReportScanTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly FactDictionary Words = new(
        [new Party("k", "s_a", "acme", "", "", "", "prod"), new Party("k", "s_b", "acme", "", "", "", "prod")],
        [new Passage("m1", "openai", "eu", "", "", "chat", "internal", "allowed", "", true, false), new Passage("m2", "openai", "us", "eu", "", "chat", "internal", "redacted", "", true, false)],
        [new PolicyMark("v1", "", "")],
        ["", "email request redact 2\nlink response flag 1"]);

    [Fact]
    public void What_came_before_the_period_is_compared_with_and_not_counted()
    {
        var scan = Scan((-48, 0, 0, 0), (-1, 0, 0, 0), (1, 1, 1, 1), (11, 0, 0, 0));
        Assert.Equal(2, scan.Period.Counts().Total);
        Assert.Equal([("model", "m2"), ("subject", "s_b"), ("upstream", "us"), ("night_hour", "23:00Z")], scan.Firsts().Select(f => (f.Kind, f.Value)));
        Assert.All(scan.Firsts(), f => Assert.True(f.At >= Noon));
    }

    [Fact]
    public void Sums_are_those_of_the_requests()
    {
        var scan = Scan((1, 0, 0, 0), (2, 1, 1, 1), (3, 1, 1, 1));
        var (counts, data) = (scan.Period.Counts(), scan.Period.Data());
        Assert.Equal((3L, 3L, 1L, 2L, 30L, 6L), (counts.Total, counts.Sent, counts.Allowed, counts.Masked, counts.InputTokens, counts.Redactions));
        Assert.Equal([("email", 2L, 4L), ("link", 2, 2)], data.Findings.Select(f => (f.Detector, f.Requests, f.Count)));
        Assert.Equal([("openai", "us", "m2", false, 2L), ("", "eu", "", true, 2L), ("openai", "eu", "m1", false, 1L)], scan.Period.Destinations().Select(d => (d.Provider, d.Upstream, d.Model, d.First, d.Requests)));
    }

    [Theory]
    [InlineData(100, 50)]
    [InlineData(7, 7)]
    [InlineData(2, 2)]
    [InlineData(1, 1)]
    [InlineData(0, 0)]
    public void A_sample_is_spread_from_the_first_to_the_last(int most, int expected)
    {
        var sample = Scan([.. Enumerable.Range(1, 50).Select(i => (i, 0, 0, 0))]).Sample(most);
        Assert.Equal(expected, sample.Count);
        Assert.Equal(sample.Distinct().Order(), sample);
        if (expected > 1) Assert.Equal((0L, 49L), (sample[0], sample[^1]));
    }

    [Theory]
    [InlineData("openai", "eu.api.openai.com", "OpenAI API")]
    [InlineData("openai", "acme.openai.azure.com", "Azure OpenAI (Microsoft Foundry models sold by Azure)")]
    [InlineData("openai-compatible", "bedrock-runtime.eu-central-1.amazonaws.com", "Amazon Bedrock")]
    [InlineData("openai", ".openai.azure.com", null)]
    [InlineData("openai", "api.openai.com.evil.example", null)]
    [InlineData("openai", "127.0.0.1", null)]
    [InlineData("openai", null, "OpenAI API")]
    [InlineData("openai-compatible", null, null)]
    public void Facts_are_those_of_the_address_and_unknown_addresses_have_none(string provider, string? host, string? expected) =>
        Assert.Equal(expected, ProviderFacts.Find(provider, host)?.Name);

    [Fact]
    public void Every_provider_with_an_address_of_its_own_has_facts_with_a_source_or_says_unverified()
    {
        foreach (var provider in Enum.GetValues<ProviderId>().Where(p => p is not (ProviderId.OpenAICompatible or ProviderId.Ollama or ProviderId.Vllm or ProviderId.Simulator)))
        {
            var fact = ProviderFacts.Find(ProviderNames.NameOf(provider), null);
            Assert.NotNull(fact);
            foreach (var one in (SourcedFact[])[fact.Retention, fact.Training, fact.ZeroRetention, fact.Residency])
                Assert.True(one.Status is "unverified" || (one.Status is "verified" or "secondary" && one.Sources.Count > 0), fact.Name);
        }
    }

    /// <summary>Facts by hours from noon on, party, passage and findings; ten tokens each.</summary>
    private static ReportScan Scan(params (int Hours, int Party, int Passage, int Findings)[] facts)
    {
        var scan = new ReportScan("k", Noon, Noon.AddDays(30));
        scan.Begin(Words);
        for (var i = 0; i < facts.Length; i++)
            scan.Add(new Fact(i, UsageClock.MicrosecondsOf(Noon.AddHours(facts[i].Hours)), facts[i].Party, facts[i].Passage, 0, facts[i].Findings, 10, 1, 5, facts[i].Findings * 3));
        return scan;
    }
}
