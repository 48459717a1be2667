using Sallyport.Gateway.Configuration;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.Tests.Gateway.Configuration;

public sealed class EnvironmentTests
{
    [Fact]
    public void Each_provider_key_makes_its_upstream()
    {
        var snapshot = Compile(out var problems, ("OPENAI_API_KEY", "a"), ("ANTHROPIC_API_KEY", "b"), ("GEMINI_API_KEY", "c"), ("DEEPSEEK_API_KEY", "d"), ("MISTRAL_API_KEY", "e"))!;

        Assert.Empty(problems);
        Assert.Equal(
            ["anthropic https://api.anthropic.com/v1 b", "deepseek https://api.deepseek.com/v1 d", "gemini https://generativelanguage.googleapis.com/v1beta c", "mistral https://api.mistral.ai/v1 e", "openai https://api.openai.com/v1 a"],
            snapshot.Upstreams.Values.Select(u => $"{u.Id} {u.BaseAddress} {u.Credential!.Reveal()}").Order(StringComparer.Ordinal));
        Assert.Empty(snapshot.Models);
    }

    [Fact]
    public void Without_any_key_the_simulator_answers()
    {
        var upstream = Assert.Single(Compile(out _)!.Upstreams.Values);

        Assert.Equal(("simulator", ProviderId.Simulator, (Secret?)null), (upstream.Id, upstream.Provider, upstream.Credential));
    }

    [Fact]
    public void Google_api_key_stands_in_for_gemini() =>
        Assert.Equal("g", Compile(out _, ("GOOGLE_API_KEY", "g"))!.Upstreams["gemini"].Credential!.Reveal());

    [Theory]
    [InlineData("OPENAI", "openai", "http://127.0.0.1:5000", "http://127.0.0.1:5000/v1")]
    [InlineData("OPENAI", "openai", "http://127.0.0.1:5000/", "http://127.0.0.1:5000/v1")]
    [InlineData("OPENAI", "openai", "https://x.example/openai/v1/", "https://x.example/openai/v1")]
    [InlineData("ANTHROPIC", "anthropic", "http://localhost:5000", "http://localhost:5000/v1")]
    [InlineData("GEMINI", "gemini", "http://192.168.1.1:5000", "http://192.168.1.1:5000/v1beta")]
    [InlineData("GEMINI", "gemini", "http://[::1]:5000/v1", "http://[::1]:5000/v1")]
    [InlineData("MISTRAL", "mistral", "http://172.16.0.9", "http://172.16.0.9/v1")]
    public void A_base_address_without_a_path_gets_the_version(string prefix, string upstream, string given, string expected) =>
        Assert.Equal(expected, Compile(out _, (prefix + "_API_KEY", "k"), (prefix + "_BASE_URL", given))!.Upstreams[upstream].BaseAddress.AbsoluteUri);

    [Theory]
    [InlineData("OPENAI_BASE_URL", "http://api.example.com", "\"http://api.example.com\"", "https")]
    [InlineData("OPENAI_BASE_URL", "http://172.32.0.1", "172.32.0.1", "https")]
    [InlineData("OPENAI_BASE_URL", "http://localhost.example.com", "localhost.example.com", "https")]
    [InlineData("OPENAI_BASE_URL", "nonsense", "\"nonsense\"", "https")]
    [InlineData("OPENAI_API_KEY", "two words", "not shown", "without spaces")]
    [InlineData("SALLYPORT_API_LISTEN", "8080", "\"8080\"", "127.0.0.1:8080")]
    [InlineData("SALLYPORT_ADMIN_LISTEN", "admin.example.com:80", "admin.example.com", "address:port")]
    [InlineData("SALLYPORT_DATA_DIR", "  ", "\"  \"", "folder")]
    [InlineData("SALLYPORT_DATABASE_URL", "Host=db;Password=tooshorttoken", "not shown", "postgresql://user")]
    [InlineData("SALLYPORT_DATABASE_URL", "postgresql://a:tooshorttoken@h/d?sslmode=allow", "clear text", "verify-full")]
    [InlineData("SALLYPORT_BOOTSTRAP_KEY", "short", "5 characters, not shown", "16 to 256")]
    [InlineData("SALLYPORT_ADMIN_TOKEN", "tooshrt", "7 characters, not shown", "8 to 512")]
    [InlineData("SALLYPORT_DRAIN_SECONDS", "soon", "\"soon\"", "0 to 3600")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:4318", "127.0.0.1:4318", "http")]
    public void A_bad_variable_is_named_with_its_value_and_what_is_allowed(string name, string value, string problem, string allowed)
    {
        Compile(out var problems, [("OPENAI_API_KEY", "k"), (name, value)]);

        var found = Assert.Single(problems);
        Assert.Equal(("environment", name), (found.Source, found.Key));
        Assert.Contains(problem, found.Problem, StringComparison.Ordinal);
        Assert.Contains(allowed, found.Allowed, StringComparison.Ordinal);
        Assert.DoesNotContain("tooshorttoken", found.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("two words", found.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Start_up_options_are_typed()
    {
        var problems = new ConfigurationProblems("environment");
        var values = new Dictionary<string, string> { ["SALLYPORT_DRAIN_SECONDS"] = "5", ["SALLYPORT_ADMIN_TOKEN"] = "a-token-of-twenty-characters" };
        var options = StartupOptions.Read(values.GetValueOrDefault, problems);

        Assert.False(problems.Any);
        Assert.Equal((TimeSpan.FromSeconds(5), "a-token-of-twenty-characters", Path.GetFullPath("data")), (options.Drain, options.AdminToken!.Reveal(), options.DataDirectory));
        Assert.Null(options.BootstrapKey);
    }

    private static GatewaySnapshot? Compile(out IReadOnlyList<ConfigurationProblem> problems, params (string Name, string Value)[] variables)
    {
        var values = new Dictionary<string, string>();
        foreach (var (name, value) in variables) values[name] = value;
        var collected = new ConfigurationProblems("environment");
        var startup = StartupOptions.Read(values.GetValueOrDefault, collected);
        var compiled = new ConfigurationCompiler(new PlainDetectorSource(), values.GetValueOrDefault).Compile(null, startup, out var compiling);
        problems = [.. collected.All, .. compiling];
        return compiled?.Snapshot;
    }
}
