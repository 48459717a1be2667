using Sallyport.Gateway.Audit.Capture;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Providers;
using Sallyport.Testing;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.Tests.Gateway.Configuration;

public sealed class CaptureConfigurationTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly KeyOwner Owner = new("acme", "red", null, null);

    [Fact]
    public void Nothing_is_captured_unless_it_is_written_down() => Assert.Null(Policy(""));

    [Fact]
    public void A_policy_covers_what_it_names_until_its_end_and_nothing_else()
    {
        var policy = Policy("capture: { reason: dispute, until: 2026-03-20, keys: [k1], teams: [acme/red], endpoints: [chat_completions] }")!;
        Assert.Equal((new DateTimeOffset(2026, 3, 20, 0, 0, 0, TimeSpan.Zero), 100, TimeSpan.FromDays(30), false), (policy.Until, policy.SamplePercent, policy.KeptFor, policy.IsRequired));
        Assert.True(policy.Covers(Owner, "k1", Endpoint.ChatCompletions, Guid.CreateVersion7(), Now));
        Assert.False(policy.Covers(Owner, "k2", Endpoint.ChatCompletions, Guid.CreateVersion7(), Now));
        Assert.False(policy.Covers(Owner with { Team = "blue" }, "k1", Endpoint.ChatCompletions, Guid.CreateVersion7(), Now));
        Assert.False(policy.Covers(Owner with { Organization = "other" }, "k1", Endpoint.ChatCompletions, Guid.CreateVersion7(), Now));
        Assert.False(policy.Covers(Owner, "k1", Endpoint.Embeddings, Guid.CreateVersion7(), Now));
        Assert.False(policy.Covers(Owner, "k1", Endpoint.ChatCompletions, Guid.CreateVersion7(), policy.Until));
    }

    [Fact]
    public void A_sample_is_about_as_large_as_it_says()
    {
        var policy = Policy("capture: { reason: dispute, until: 2026-03-20, keys: [k1], sample_percent: 10 }")!;
        Assert.InRange(Enumerable.Range(0, 10_000).Count(_ => policy.Covers(Owner, "k1", Endpoint.ChatCompletions, Guid.CreateVersion7(), Now)), 800, 1_200);
    }

    [Fact]
    public void A_file_that_has_outlived_its_capture_loads_and_captures_nothing() => Assert.Null(Policy("capture: { reason: dispute, until: 2026-02-28, keys: [k1] }"));

    [Theory]
    [InlineData("capture: { until: 2026-03-20, keys: [k1] }", "audit.capture.reason")]
    [InlineData("capture: { reason: \" \", until: 2026-03-20, keys: [k1] }", "audit.capture.reason")]
    [InlineData("capture: { reason: dispute, keys: [k1] }", "audit.capture.until")]
    [InlineData("capture: { reason: dispute, until: soon, keys: [k1] }", "audit.capture.until")]
    [InlineData("capture: { reason: dispute, until: 2026-04-01, keys: [k1] }", "audit.capture.until")]
    [InlineData("capture: { reason: dispute, until: 2026-03-20 }", "audit.capture")]
    [InlineData("capture: { reason: dispute, until: 2026-03-20, keys: [\"a/b\"] }", "audit.capture.keys")]
    [InlineData("capture: { reason: dispute, until: 2026-03-20, teams: [red] }", "audit.capture.teams")]
    [InlineData("capture: { reason: dispute, until: 2026-03-20, endpoints: [chat] }", "audit.capture.endpoints")]
    [InlineData("capture: { reason: dispute, until: 2026-03-20, keys: [k1], retention_days: 91 }", "audit.capture.retention_days")]
    [InlineData("capture: { reason: dispute, until: 2026-03-20, keys: [k1], sample_percent: 0 }", "audit.capture.sample_percent")]
    public void A_mistake_names_its_key(string yaml, string key) => Assert.Contains(Compile(yaml).Problems, p => p.Key == key);

    private static CapturePolicy? Policy(string yaml)
    {
        var (compiled, problems) = Compile(yaml);
        Assert.Empty(problems);
        return compiled!.Snapshot.Audit.Capture;
    }

    private static (CompiledConfiguration? Compiled, IReadOnlyList<ConfigurationProblem> Problems) Compile(string yaml)
    {
        using var file = new ConfigurationFile($"audit:\n  mode: strict\n  {yaml}\n");
        var compiled = new ConfigurationCompiler(new PlainDetectorSource(), file.Variables.GetValueOrDefault, new ManualClock(Now)).Compile(file.FilePath, file.Startup(), out var problems);
        return (compiled, problems);
    }
}
