using Sallyport.Gateway.Audit.Anchors;
using Sallyport.Gateway.Configuration;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.Tests.Gateway.Configuration;

public sealed class AnchorConfigurationTests
{
    private const string Bucket = "kind: s3, bucket: b, access_key: \"${env:A}\", secret_key: \"${env:S}\"";

    [Fact]
    public void An_anchor_of_each_kind_is_made_with_its_defaults()
    {
        var (compiled, problems) = Compile($"{{ f: {{ kind: file, path: notes }}, g: {{ kind: git, path: \"REPOSITORY\", remote: origin }}, s: {{ {Bucket}, object_lock: compliance }} }}");
        Assert.Empty(problems);
        var anchors = compiled!.Server.Anchors;
        Assert.All(anchors, a => Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(30)), (a.Every, a.Timeout)));
        Assert.True(Path.IsPathRooted(((FileAnchorTarget)anchors[0].Target).Path));
        Assert.Equal(("checkpoints", "origin"), (((GitAnchorTarget)anchors[1].Target).Branch, ((GitAnchorTarget)anchors[1].Target).Remote));
        Assert.Equal(("b", "COMPLIANCE", 400), (((S3AnchorTarget)anchors[2].Target).Bucket.Bucket, ((S3AnchorTarget)anchors[2].Target).Bucket.Lock, ((S3AnchorTarget)anchors[2].Target).Bucket.RetainDays));
    }

    [Fact]
    public void A_host_without_git_is_told_so_before_anything_starts() =>
        Assert.Contains(Compile("{ g: { kind: git, path: \"REPOSITORY\" } }", path: "/nowhere").Problems, p => p.Key == "audit.anchors.g.kind" && p.ToString().Contains("no git on the PATH", StringComparison.Ordinal));

    [Theory]
    [InlineData("{ f: { kind: file } }", "audit.anchors.f.path")]
    [InlineData("{ f: { kind: file, path: x, branch: main } }", "audit.anchors.f.branch")]
    [InlineData("{ F g: { kind: file, path: x } }", "audit.anchors.F g")]
    [InlineData("{ f: { kind: ftp, path: x } }", "audit.anchors.f.kind")]
    [InlineData("{ f: { kind: file, path: x }, g: { kind: file, path: x } }", "audit.anchors")]
    [InlineData("{ g: { kind: git, path: /nowhere/at/all } }", "audit.anchors.g.path")]
    [InlineData("{ g: { kind: git, path: \"REPOSITORY\", branch: --force } }", "audit.anchors.g.branch")]
    [InlineData("{ g: { kind: git, path: \"REPOSITORY\", remote: \"ext::sh -c x\" } }", "audit.anchors.g.remote")]
    [InlineData("{ s: { kind: s3, bucket: b, access_key: plain, secret_key: plain } }", "audit.anchors.s.access_key")]
    [InlineData("{ s: { kind: s3, access_key: \"${env:A}\", secret_key: \"${env:S}\" } }", "audit.anchors.s.bucket")]
    [InlineData("{ s: { " + Bucket + ", url: \"http://s3.example.com\" } }", "audit.anchors.s.url")]
    [InlineData("{ s: { " + Bucket + ", retain_days: 5 } }", "audit.anchors.s.retain_days")]
    public void A_mistake_names_its_key(string anchors, string key) => Assert.Contains(Compile(anchors).Problems, p => p.Key == key);

    private static (CompiledConfiguration? Compiled, IReadOnlyList<ConfigurationProblem> Problems) Compile(string anchors, string? path = null)
    {
        using var file = new ConfigurationFile("");
        var repository = Path.Combine(file.Folder, "repository");
        Directory.CreateDirectory(repository);
        File.WriteAllText(Path.Combine(repository, "HEAD"), "ref: refs/heads/main\n");
        var programs = Path.Combine(file.Folder, "bin");
        Directory.CreateDirectory(programs);
        File.WriteAllText(Path.Combine(programs, OperatingSystem.IsWindows() ? "git.exe" : "git"), "");
        (file.Variables["PATH"], file.Variables["A"], file.Variables["S"]) = (path ?? programs, "access", "secret");
        file.Write($"audit:\n  anchors: {anchors.Replace("REPOSITORY", repository, StringComparison.Ordinal)}\n");
        return file.Compile();
    }
}
