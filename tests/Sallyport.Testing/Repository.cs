namespace Sallyport.Testing;

/// <summary>Where things are in the working tree that the tests were built from.</summary>
public static class Repository
{
    /// <summary>Folder of Sallyport.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>"Debug" or "Release": how the running tests were built.</summary>
    public static string Configuration { get; } = AppContext.BaseDirectory.Contains(Path.Combine("bin", "Release"), StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>The server as built together with the running tests.</summary>
    public static string ServerAssembly { get; } = Path.Combine(Root, "src", "Sallyport.Server", "bin", Configuration, "net10.0", "sallyport.dll");

    /// <summary>A path under the root.</summary>
    public static string Combine(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>Text of a file under the root.</summary>
    public static string Read(params ReadOnlySpan<string> parts) => File.ReadAllText(Combine(parts));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Sallyport.slnx"))) return folder.FullName;
        throw new InvalidOperationException("Tests run from inside the working tree: no Sallyport.slnx above " + AppContext.BaseDirectory);
    }
}
