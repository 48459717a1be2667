using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Sallyport.Testing;

namespace Sallyport.Tests.Architecture;

/// <summary>What a compiled room refers to, read from its metadata.</summary>
internal static class AssemblyReferences
{
    /// <summary>Full names of all types that an assembly of src/ uses from other assemblies.</summary>
    public static string[] TypesUsedBy(string project)
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, project + ".dll"));
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        return [.. metadata.TypeReferences.Select(metadata.GetTypeReference).Select(t => $"{metadata.GetString(t.Namespace)}.{metadata.GetString(t.Name)}").Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Source files of a project, without what a build leaves behind.</summary>
    public static IEnumerable<string> SourcesOf(string folder) => Directory.EnumerateFiles(Repository.Combine(folder), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
}
