using Sallyport.Gateway.Configuration;

namespace Sallyport.Testing.Configuration;

/// <summary>A configuration file in a folder of its own that goes with it.</summary>
public sealed class ConfigurationFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sallyport-");

    public ConfigurationFile(string text, string name = "sallyport.yaml")
    {
        FilePath = Path.Combine(_folder.FullName, name);
        Write(text);
    }

    public string FilePath { get; }

    public string Folder => _folder.FullName;

    /// <summary>Variables that the configuration may refer to.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Replaces the content as editors do: a new file over the old one.</summary>
    public void Write(string text)
    {
        var next = FilePath + ".next";
        File.WriteAllText(next, text);
        File.Move(next, FilePath, overwrite: true);
    }

    public ConfigurationCompiler Compiler(IDetectorSource? detectors = null) => new(detectors ?? new PlainDetectorSource(), Variables.GetValueOrDefault);

    public StartupOptions Startup() => StartupOptions.Read(Variables.GetValueOrDefault, new ConfigurationProblems("environment"));

    public (CompiledConfiguration? Compiled, IReadOnlyList<ConfigurationProblem> Problems) Compile()
    {
        var compiled = Compiler().Compile(FilePath, Startup(), out var problems);
        return (compiled, problems);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
