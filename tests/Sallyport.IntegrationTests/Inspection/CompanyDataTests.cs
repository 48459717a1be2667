using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Gateway.Audit;
using Sallyport.Server.Verbs;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Inspection;

/// <summary>From registered files to the record: documents, slow leaks and kinds of content.</summary>
public sealed class CompanyDataTests
{
    private const string Notes = """
        The turbine blades of the second prototype are cast from a nickel alloy that keeps its strength at eleven hundred degrees.
        Cooling air is led through serpentine channels and leaves at the trailing edge, which costs four percent of the mass flow.
        In the March tests the third stage cracked after ninety hours because the coating had spalled near the root of the blade.
        We now apply the bond coat at a lower temperature and inspect every part with eddy currents before it is assembled.
        The customer has been told that deliveries will begin two months later than planned, but not why the blades had cracked.
        """;

    private const string Contract = "The Supplier shall indemnify the Customer and hold it harmless. This Agreement is subject to the governing law of Norway; the parties agree to binding arbitration, and no waiver of any breach of contract shall be deemed a waiver of another. In witness whereof the parties have signed.";

    [Fact]
    public async Task A_pasted_passage_is_recorded_and_a_blocked_one_never_leaves()
    {
        using var folder = new ScratchDirectory();
        var path = Register(folder);
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, $"fingerprints: {{ notes: {{ path: \"{path}\" }} }}\nguardrails: {{ g: {{ endpoints: [ responses ], request: [ {{ detector: notes, action: block }} ] }}, h: {{ endpoints: [ chat ], request: [ {{ detector: notes, action: flag }} ] }} }}");

        using var flagged = await gateway.PostAsync("/v1/chat/completions", Chat("please shorten: " + Notes.ToUpperInvariant()));
        using var blocked = await gateway.PostAsync("/v1/responses", new JsonObject { ["model"] = "gpt-4o", ["input"] = Notes }.ToJsonString());
        using var other = await gateway.PostAsync("/v1/chat/completions", Chat("a recipe for pancakes with apples and cinnamon for four people, please"));

        Assert.Contains("guardrail_blocked", await blocked.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(2, upstream.Requests.Count);
        var results = await ResultsAsync(gateway, 3);
        Assert.Equal(("restricted", "notes flag, notes-exposure flag"), (results[0].Sensitivity, Text(results[0])));
        Assert.Equal(("public", ""), (results[2].Sensitivity, Text(results[2])));
    }

    [Fact]
    public async Task Small_pastes_add_up_for_each_key()
    {
        using var folder = new ScratchDirectory();
        var path = Register(folder);
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, $"fingerprints: {{ notes: {{ path: \"{path}\", exposure_percent: 60 }} }}");
        foreach (var line in Notes.Split('\n')) (await gateway.PostAsync("/v1/chat/completions", Chat("Translate: " + line))).Dispose();

        Assert.Equal(1, (await ResultsAsync(gateway, 5)).Count(r => r.Findings.Any(f => f.Detector == "notes-exposure")));
    }

    [Fact]
    public async Task A_class_of_content_decides_where_a_request_may_go()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, """
            upstreams: { outside: { provider: openai, base_url: "@upstream@/v1", credential: "${env:OPENAI_API_KEY}", max_sensitivity: internal } }
            classes: { legal: { sensitivity: restricted }, source-code: { action: block } }
            """);

        using var legal = await gateway.PostAsync("/v1/chat/completions", Chat(Contract));
        using var code = await gateway.PostAsync("/v1/chat/completions", Chat("int main(void) {\n  int x = parse(input);\n  for (int i = 0; i < x; i++) {\n    printf(\"%d\\n\", i);\n  }\n  return 0;\n}"));
        using var plain = await gateway.PostAsync("/v1/chat/completions", Chat("What is the capital of Peru, and how high does it lie?"));

        Assert.Contains("no_eligible_upstream", await legal.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("guardrail_blocked", await code.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(plain.IsSuccessStatusCode);
        Assert.Single(upstream.Requests);
        Assert.Equal(["class-legal flag", "class-source-code block", ""], (await ResultsAsync(gateway, 3)).Select(Text));
    }

    [Fact]
    public void Sets_are_listed_compared_and_cleared_from_the_command_line()
    {
        using var folder = new ScratchDirectory();
        Register(folder);
        File.WriteAllText(folder.File("prompt.txt"), "Can you explain this? " + Notes[..400]);
        File.WriteAllText(folder.File("other.txt"), "Nothing of ours stands in this file, which speaks of apples, pears and the weather in May.");

        Assert.Contains("1 documents", Run(folder, 0, "list"), StringComparison.Ordinal);
        Assert.Contains("notes.md", Run(folder, 0, "list", "--set", "notes"), StringComparison.Ordinal);
        Assert.Contains("prompt.txt", Run(folder, 1, "check", "--set", "notes", folder.File("prompt.txt")), StringComparison.Ordinal);
        Assert.Equal("", Run(folder, 0, "check", "--set", "notes", folder.File("other.txt")));
        Assert.Contains("no document 'd9'", Run(folder, 2, "remove", "--set", "notes", "d9"), StringComparison.Ordinal);
        Assert.Contains("0 documents", Run(folder, 0, "remove", "--set", "notes", "d1"), StringComparison.Ordinal);
        Assert.Contains("no file or folder", Run(folder, 2, "add", "--set", "notes", folder.File("absent")), StringComparison.Ordinal);
        Assert.Contains("--set", Run(folder, 2, "list", "--set", "../x"), StringComparison.Ordinal);
    }

    [Fact]
    public void Binary_hidden_and_foreign_files_are_left_out()
    {
        using var folder = new ScratchDirectory();
        var tree = Directory.CreateDirectory(folder.File("tree")).FullName;
        foreach (var (name, text) in ((string, string)[])[("a/notes.md", Notes), (".git/config.md", Notes), ("node_modules/x/readme.md", Notes), ("image.bin", Notes + "\0")])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(tree, name))!);
            File.WriteAllText(Path.Combine(tree, name), text);
        }

        Assert.Contains("1 documents registered", Run(folder, 0, "add", "--set", "tree", tree), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("fingerprints/fingerprints.key")));
    }

    [Fact]
    public void Files_are_classified_from_the_command_line()
    {
        using var folder = new ScratchDirectory();
        File.WriteAllText(folder.File("supply.txt"), Contract);
        File.WriteAllText(folder.File("walk.txt"), "We walked along the river until the rain began.");
        using var output = new StringWriter();

        Assert.Equal(0, ClassifyVerb.Create().Parse([folder.Path]).Invoke(new InvocationConfiguration { Output = output }));
        Assert.Matches("supply.txt: legal (1.00|0.9[0-9])[^\n]*\n.*walk.txt: none", output.ToString().ReplaceLineEndings("\n"));
    }

    private static string Register(ScratchDirectory folder)
    {
        File.WriteAllText(folder.File("notes.md"), Notes);
        Assert.Contains("1 documents registered", Run(folder, 0, "add", "--set", "notes", folder.File("notes.md")), StringComparison.Ordinal);
        return folder.File("fingerprints/notes.fingerprints");
    }

    private static string Run(ScratchDirectory folder, int expected, params string[] arguments)
    {
        using var output = new StringWriter();
        Assert.Equal(expected, FingerprintVerb.Create().Parse([.. arguments, "--data", folder.Path]).Invoke(new InvocationConfiguration { Output = output, Error = output }));
        return output.ToString();
    }

    // A result is recorded just after its answer has left.
    private static async Task<AuditEntry[]> ResultsAsync(GatewayHost gateway, int count)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var stored = await gateway.Audit.ListAsync(new AuditQuery(Type: AuditEntryType.Result), deadline.Token);
            if (stored.Count >= count) return [.. stored.Reverse().Select(s => s.Entry)];
            await Task.Delay(10, deadline.Token);
        }
    }

    private static string Text(AuditEntry entry) => string.Join(", ", entry.Findings.Select(f => $"{f.Detector} {f.Action}"));

    private static string Chat(string text) => new JsonObject { ["model"] = "gpt-4o", ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }) }.ToJsonString();
}
