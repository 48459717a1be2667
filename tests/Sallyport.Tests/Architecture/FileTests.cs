using System.Text.RegularExpressions;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Architecture;

/// <summary>The form of the files.</summary>
public sealed partial class FileTests
{
    private const int MaxLines = 500;
    private static readonly string[] Folders = ["src", "tests"];

    [Fact]
    public void No_file_is_longer_than_500_lines()
    {
        var offenders = Folders.SelectMany(AssemblyReferences.SourcesOf).Select(f => (File: Path.GetRelativePath(Repository.Root, f), Lines: File.ReadLines(f).Count())).Where(f => f.Lines > MaxLines);
        Assert.Empty(offenders);
    }

    [Fact]
    public void The_namespace_is_the_folder()
    {
        var offenders = AssemblyReferences.SourcesOf("src")
            .Select(f => (File: Path.GetRelativePath(Repository.Root, f).Replace('\\', '/'), Declared: Namespace().Match(File.ReadAllText(f))))
            .Where(f => f.Declared.Success && f.Declared.Groups["name"].Value != Path.GetDirectoryName(f.File)!.Replace("src/", "", StringComparison.Ordinal).Replace('/', '.'));
        Assert.Empty(offenders.Select(f => $"{f.File} declares {f.Declared.Groups["name"].Value}"));
    }

    [Fact]
    public void Nothing_is_left_for_later()
    {
        var offenders = Folders.SelectMany(AssemblyReferences.SourcesOf)
            .SelectMany(f => File.ReadLines(f).Select((line, i) => (Place: $"{Path.GetRelativePath(Repository.Root, f)}:{i + 1}", line)))
            .Where(l => LeftForLater().IsMatch(l.line));
        Assert.Empty(offenders.Select(l => l.Place));
    }

    [Fact]
    public void No_test_is_skipped()
    {
        var offenders = AssemblyReferences.SourcesOf("tests").Where(f => SkippedTest().IsMatch(File.ReadAllText(f)));
        Assert.Empty(offenders.Select(f => Path.GetRelativePath(Repository.Root, f)));
    }

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"//.*\b([T]ODO|[F]IXME|[H]ACK|[X]XX)\b|throw new [N]otImplementedException", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LeftForLater();

    [GeneratedRegex(@"\[(Fact|Theory|InlineData)\([^\]]*\bSkip\s*=|Assert\.Skip", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SkippedTest();
}
