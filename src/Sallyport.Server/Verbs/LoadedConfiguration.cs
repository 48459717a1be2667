using Sallyport.Gateway.Configuration;

namespace Sallyport.Server.Verbs;

/// <summary>What every verb begins with: the environment's options and a compiled configuration, or all that is wrong with both.</summary>
internal sealed record LoadedConfiguration(string? File, StartupOptions Startup, ConfigurationCompiler Compiler, CompiledConfiguration? Compiled, IReadOnlyList<ConfigurationProblem> Problems)
{
    /// <param name="file">Configuration file, or null for the environment alone.</param>
    public static LoadedConfiguration Load(string? file, IDetectorSource detectors)
    {
        var variables = new ConfigurationProblems("environment");
        var startup = StartupOptions.Read(Environment.GetEnvironmentVariable, variables);
        var compiler = new ConfigurationCompiler(detectors, Environment.GetEnvironmentVariable);
        var compiled = compiler.Compile(file, startup, out var problems);
        return new LoadedConfiguration(file, startup, compiler, variables.Any ? null : compiled, [.. variables.All, .. problems]);
    }
}
