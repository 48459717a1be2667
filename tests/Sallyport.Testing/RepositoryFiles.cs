namespace Sallyport.Testing;

/// <summary>Files of the repository, for tests that compare documents with code.</summary>
public static class RepositoryFiles
{
    /// <summary>The folder that holds Sallyport.slnx.</summary>
    public static string Root { get; } = Find();

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Sallyport.slnx"))) return folder.FullName;

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
