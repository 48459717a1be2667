using Sallyport.Ledger.Notes;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.Tests.Gateway.Configuration;

public sealed class WitnessConfigurationTests
{
    private static readonly string Key = MakeKey("w.example"), Other = MakeKey("v.example");

    [Fact]
    public void Witnesses_are_asked_for_all_their_cosignatures_unless_a_quorum_is_named()
    {
        var server = Compile($"{{ a: {{ url: \"https://w.example/\", key: \"{Key}\" }}, b: {{ url: \"http://127.0.0.1:1\", key: \"{Other}\" }} }}", "");
        Assert.Equal(2, server.Quorum);
        Assert.Equal(["https://w.example/", "http://127.0.0.1:1/"], server.Witnesses.Select(w => w.Url.AbsoluteUri));
        Assert.Equal(1, Compile($"{{ a: {{ url: \"https://w.example\", key: \"{Key}\" }} }}", "quorum: 1").Quorum);
    }

    [Theory]
    [InlineData("{ a: { url: \"ftp://w\", key: \"KEY\" } }", "", "audit.witnesses.a.url")]
    [InlineData("{ a: { url: \"https://u:p@w\", key: \"KEY\" } }", "", "audit.witnesses.a.url")]
    [InlineData("{ a: { url: \"https://w\", key: \"nonsense\" } }", "", "audit.witnesses.a.key")]
    [InlineData("{ a: { url: \"https://w\", key: \"LOG\" } }", "", "audit.witnesses.a.key")]
    [InlineData("{ A b: { url: \"https://w\", key: \"KEY\" } }", "", "audit.witnesses.A b")]
    [InlineData("{ a: { url: \"https://w\", key: \"KEY\" }, b: { url: \"https://v\", key: \"KEY\" } }", "", "audit.witnesses")]
    [InlineData("{ a: { url: \"https://w\", key: \"KEY\" } }", "quorum: 2", "audit.quorum")]
    [InlineData("{ a: { url: \"https://w\", key: \"KEY\" } }", "quorum: -1", "audit.quorum")]
    [InlineData("{ a: { url: \"https://w\" } }", "", "audit.witnesses.a.key")]
    public void A_mistake_names_its_key(string witnesses, string quorum, string key)
    {
        using var log = NoteSigner.FromNoteForm(NoteSigner.Generate("l.example"));
        using var file = new ConfigurationFile(Yaml(witnesses.Replace("KEY", Key, StringComparison.Ordinal).Replace("LOG", log.VerifierKey, StringComparison.Ordinal), quorum));
        Assert.Contains(file.Compile().Problems, p => p.Key == key);
    }

    private static Sallyport.Gateway.Configuration.ServerSettings Compile(string witnesses, string quorum)
    {
        using var file = new ConfigurationFile(Yaml(witnesses, quorum));
        var (compiled, problems) = file.Compile();
        Assert.Empty(problems);
        return compiled!.Server;
    }

    private static string Yaml(string witnesses, string quorum) => $"audit:\n  witnesses: {witnesses}\n  {quorum}\n";

    private static string MakeKey(string name)
    {
        using var witness = WitnessSigner.FromNoteForm(NoteSigner.Generate(name));
        return witness.VerifierKey;
    }
}
