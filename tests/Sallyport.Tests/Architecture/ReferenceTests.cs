using System.Xml.Linq;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Architecture;

/// <summary>Dependencies point one way, as the house says.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Sallyport.Detection"] = [],
        ["Sallyport.Providers"] = [],
        ["Sallyport.Ledger"] = [],
        ["Sallyport.Tokens"] = [],
        ["Sallyport.Gateway"] = ["Sallyport.Detection", "Sallyport.Ledger", "Sallyport.Providers", "Sallyport.Tokens"],
        ["Sallyport.Storage"] = ["Sallyport.Gateway"],
        ["Sallyport.Control"] = ["Sallyport.Gateway"],
        ["Sallyport.Server"] = ["Sallyport.Control", "Sallyport.Gateway", "Sallyport.Storage"],
    };

    [Fact]
    public void Project_references_point_only_where_the_house_says()
    {
        foreach (var file in Directory.GetFiles(Repository.Combine("src"), "*.csproj", SearchOption.AllDirectories))
        {
            var project = Path.GetFileNameWithoutExtension(file);
            var references = XDocument.Load(file).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/'))).Order(StringComparer.Ordinal);
            Assert.True(Allowed.TryGetValue(project, out var expected), $"{project} is new: add it to the house and to this test");
            Assert.Subset(expected!.ToHashSet(StringComparer.Ordinal), references.ToHashSet(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Repository.Combine("Sallyport.slnx"));
        var projects = new[] { "src", "tests" }.SelectMany(folder => Directory.GetFiles(Repository.Combine(folder), "*.csproj", SearchOption.AllDirectories));
        Assert.All(projects, p => Assert.Contains(Path.GetRelativePath(Repository.Root, p).Replace('\\', '/'), solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Packages_are_declared_centrally_and_each_has_a_decision_record()
    {
        var decisions = string.Join('\n', Directory.GetFiles(Repository.Combine("docs", "decisions"), "*.md").Select(File.ReadAllText));
        var packages = XDocument.Load(Repository.Combine("Directory.Packages.props")).Descendants().Where(e => e.Name.LocalName is "PackageVersion" or "GlobalPackageReference").Select(e => e.Attribute("Include")!.Value);
        Assert.All(packages, p => Assert.True(decisions.Contains($"`{p}`", StringComparison.Ordinal), $"no decision record names `{p}`"));
    }
}
