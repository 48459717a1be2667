using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Gateway.Inspection;
using Sallyport.Providers;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Goldens;

/// <summary>What the gateway reads out of requests shaped like those of real clients. <c>SALLYPORT_WRITE_DOCS=1</c> writes the facts anew.</summary>
public sealed class GoldenFactsTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static TheoryData<string> Requests() => [.. Directory.GetFiles(Repository.Combine("tests", "Sallyport.Tests", "Goldens"), "*.request.json", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(Repository.Combine("tests", "Sallyport.Tests", "Goldens"), f).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Requests))]
    public void Facts_are_as_written_down(string file)
    {
        var path = Repository.Combine("tests", "Sallyport.Tests", "Goldens", file);
        var endpoint = file.Split('/')[0] switch
        {
            "openai-chat" => Endpoint.ChatCompletions,
            "openai-responses" => Endpoint.CreateResponse,
            "anthropic-messages" => Endpoint.CreateMessage,
            _ => Endpoint.GenerateContent,
        };
        var reader = ScratchPool.RentReader(endpoint);
        Assert.True(reader.TryRead(File.ReadAllBytes(path), out _));
        var facts = reader.Facts;
        var segments = new JsonObject();
        foreach (var group in reader.Segments.GroupBy(s => $"{s.Kind} {s.Role}").OrderBy(g => g.Key, StringComparer.Ordinal)) segments[group.Key] = group.Count();
        var actual = new JsonObject
        {
            ["model"] = facts.Model, ["stream"] = facts.Stream, ["needs"] = facts.Needs.ToString(), ["store"] = facts.Store, ["include_usage"] = facts.IncludeUsage,
            ["max_output_tokens"] = facts.MaxOutputTokens, ["answer_is_json"] = facts.AnswerIsJson, ["previous_response_id"] = facts.PreviousResponseId, ["segments"] = segments,
        }.ToJsonString(Indented) + "\n";

        var expected = path.Replace(".request.json", ".facts.json", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("SALLYPORT_WRITE_DOCS") == "1") File.WriteAllText(expected, actual);
        Assert.Equal(File.ReadAllText(expected), actual);
    }
}
