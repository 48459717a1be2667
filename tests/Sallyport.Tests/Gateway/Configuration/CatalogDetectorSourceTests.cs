using Sallyport.Detection;
using Sallyport.Gateway.Configuration;
using Sallyport.Providers;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.Tests.Gateway.Configuration;

public sealed class CatalogDetectorSourceTests
{
    [Fact]
    public void The_built_in_guardrail_leaves_alone_only_what_ordinary_text_is_full_of()
    {
        var (request, response) = Compile("").Guardrails.For(EndpointGroups.Chat);

        Assert.Equal(["bic", "cloud-account", "date", "age", "url", "username", "person", "location", "organization", "title", "nationality"], DetectorCatalog.All.Select(d => d.Id).Except(request.Rules.Select(r => r.Detector)));
        Assert.Empty(response.Rules.Select(r => r.Detector).Except(request.Rules.Select(r => r.Detector)));
    }

    [Fact]
    public void A_social_security_number_in_a_one_shot_completion_is_redacted()
    {
        const string Text = "My SSN is 123-45-6789 and I have a billing issue.";
        var policy = Compile("").Guardrails.For(EndpointGroups.Complete).Request;
        var findings = new List<Finding>();
        policy.Detectors.Scan(Text, findings);
        var first = findings.First(f => f.Confidence >= policy.Rules[f.Detector].MinConfidence);

        Assert.Equal(("123-45-6789", "SSN", GuardrailAction.Redact), (Text.Substring(first.Start, first.Length), policy.Rules[first.Detector].Label, policy.Rules[first.Detector].Action));
    }

    [Fact]
    public void Words_and_patterns_of_the_operator_find_what_they_say()
    {
        var policy = Compile("""
            dictionaries: { codes: { label: CODE, terms: [ Bluebird ] } }
            patterns: { ticket: { label: TICKET, pattern: "PRJ-[0-9]{4,6}" } }
            guardrails: { g: { mode: off } }
            """).Guardrails.For(EndpointGroups.Messages).Request;
        var findings = new List<Finding>();
        policy.Detectors.Scan("bluebird is PRJ-1234", findings);

        Assert.Equal([("CODE", 0, 8), ("TICKET", 12, 8)], findings.Select(f => (policy.Rules[f.Detector].Label, f.Start, f.Length)));
    }

    [Theory]
    [InlineData("(a")]
    [InlineData("a(?=b)")]
    [InlineData("^a")]
    public void A_pattern_that_cannot_run_in_linear_time_over_pieces_is_refused(string pattern)
    {
        using var file = new ConfigurationFile($"patterns: {{ p: {{ label: P, pattern: \"{pattern}\" }} }}");
        _ = file.Compiler(new CatalogDetectorSource()).Compile(file.FilePath, file.Startup(), out var problems);

        Assert.Equal("patterns.p.pattern", Assert.Single(problems).Key);
    }

    private static GatewaySnapshot Compile(string yaml)
    {
        using var file = new ConfigurationFile(yaml);
        var compiled = file.Compiler(new CatalogDetectorSource()).Compile(file.FilePath, file.Startup(), out var problems);
        Assert.Empty(problems);
        return compiled!.Snapshot;
    }
}
