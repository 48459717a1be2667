using Sallyport.Detection.Fingerprints;
using Sallyport.Gateway.Classification;
using Sallyport.Gateway.Configuration;
using Sallyport.Providers;
using Sallyport.Testing;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.Tests.Gateway.Configuration;

public sealed class FingerprintConfigurationTests
{
    private const string Text = "The turbine blades of the second prototype are cast from a nickel alloy that keeps its strength at eleven hundred degrees, and cooled by air led through channels.";

    [Fact]
    public void A_set_that_no_rule_names_is_flagged_and_makes_requests_restricted()
    {
        using var folder = new ScratchDirectory();
        var rule = Compile(folder, "fingerprints: { notes: { path: \"@\" } }").Snapshot.Guardrails.For(EndpointGroups.Chat).Request.Rules.Single(r => r.Detector == "notes");

        Assert.Equal((GuardrailAction.Flag, Sensitivity.Restricted, "DOCUMENT"), (rule.Action, rule.Sensitivity, rule.Label));
    }

    [Fact]
    public void A_set_is_a_detector_for_guardrails_and_its_file_is_watched()
    {
        using var folder = new ScratchDirectory();
        var compiled = Compile(folder, "fingerprints: { notes: { path: \"@\", label: NOTE, sensitivity: internal, min_matches: 2, exposure_percent: 40 } }\nguardrails: { g: { request: [ { detector: notes, action: block } ] } }");
        var policy = compiled.Snapshot.Guardrails.For(EndpointGroups.Chat).Request;
        var findings = new List<Sallyport.Detection.Finding>();
        policy.Detectors.Scan("Note: " + Text.ToLowerInvariant(), findings);

        Assert.Equal(GuardrailAction.Block, Assert.Single(policy.Rules).Action);
        Assert.NotEmpty(findings);
        Assert.Equal(("notes", 40), (compiled.Snapshot.Company.Exposures[0].Set, compiled.Snapshot.Company.Exposures[0].Percent));
        Assert.Contains(folder.File("notes.fingerprints"), compiled.Files);
    }

    [Fact]
    public void A_set_without_its_key_or_with_another_is_refused()
    {
        using var folder = new ScratchDirectory();
        Compile(folder, "fingerprints: { notes: { path: \"@\" } }");
        File.WriteAllBytes(folder.File(FingerprintFiles.KeyName), new byte[FingerprintKey.Size]);
        Assert.Contains("another key", Problem(folder), StringComparison.Ordinal);
        File.Delete(folder.File(FingerprintFiles.KeyName));
        Assert.Contains("fingerprints.key", Problem(folder), StringComparison.Ordinal);
        File.WriteAllText(folder.File("notes.fingerprints"), "not a set");
        Assert.Contains("notes.fingerprints", Problem(folder), StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_say_what_a_kind_of_content_means()
    {
        using var file = new ConfigurationFile("classes: { source-code: { min_score: 0.8 }, legal: { sensitivity: restricted, action: block } }");
        var rules = file.Compile().Compiled!.Snapshot.Company.Classes;

        Assert.Equal(
            [(0, 0.8f, "class-source-code", GuardrailAction.Flag, Sensitivity.Confidential), (1, 0.6f, "class-legal", GuardrailAction.Block, Sensitivity.Restricted)],
            rules.Select(r => (r.Class, r.MinScore, r.Rule.Detector, r.Rule.Action, r.Rule.Sensitivity)));
    }

    private static CompiledConfiguration Compile(ScratchDirectory folder, string yaml)
    {
        var set = new FingerprintSet(FingerprintFiles.LoadOrCreateKey(folder.Path));
        Assert.True(set.Add("turbine.md", Text + " " + Text.Replace("second", "third", StringComparison.Ordinal)) > 2);
        FingerprintFiles.Save(folder.File("notes.fingerprints"), set);
        using var file = new ConfigurationFile(yaml.Replace("@", folder.File("notes.fingerprints"), StringComparison.Ordinal));
        var (compiled, problems) = file.Compile();
        Assert.Empty(problems);
        return compiled!;
    }

    private static string Problem(ScratchDirectory folder)
    {
        using var file = new ConfigurationFile($"fingerprints: {{ notes: {{ path: \"{folder.File("notes.fingerprints")}\" }} }}");
        var problem = Assert.Single(file.Compile().Problems);
        Assert.Equal("fingerprints.notes.path", problem.Key);
        return problem.ToString();
    }
}
