using System.Text.RegularExpressions;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Docs;

/// <summary>The pages of the repository hang together.</summary>
public sealed partial class LinkTests
{
    private static readonly string[] Pages =
    [
        .. Directory.GetFiles(Repository.Root, "*.md"),
        .. Directory.GetFiles(Repository.Combine("docs"), "*.md", SearchOption.AllDirectories),
        .. Directory.GetFiles(Repository.Combine("samples"), "README.md", SearchOption.AllDirectories),
        Repository.Combine("bench", "README.md"), Repository.Combine("tests", "clients", "README.md"),
    ];

    [Fact]
    public void Every_relative_link_leads_somewhere()
    {
        var dead = Pages.SelectMany(page => Link().Matches(File.ReadAllText(page)).Select(m => m.Groups["target"].Value)
            .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(page)!, target)))
            .Select(target => $"{Path.GetRelativePath(Repository.Root, page)}: {target}"));
        Assert.Empty(dead);
    }

    [Fact]
    public void The_two_commands_of_the_readme_are_there_as_typed()
    {
        var readme = File.ReadAllText(Repository.Combine("README.md"));
        Assert.Contains("\ndotnet run -c Release --project src/Sallyport.Server\n", readme, StringComparison.Ordinal);
        Assert.Contains("\n./test\n", readme, StringComparison.Ordinal);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Repository.Combine("test")).HasFlag(UnixFileMode.UserExecute));
    }

    [GeneratedRegex(@"\]\((?!https?:|#)(?<target>[^)#\s]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Link();
}
