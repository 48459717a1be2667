using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Providers;
using Sallyport.Providers.Translation;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Providers.Translation;

/// <summary>Requests, answers and streams shaped like those of real clients and servers, and what becomes of them in another dialect. <c>SALLYPORT_WRITE_DOCS=1</c> writes the outcomes anew.</summary>
public sealed class TranslationGoldenTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string Folder = Repository.Combine("tests", "Sallyport.Tests", "Providers", "Translation");

    private static readonly Dictionary<string, DialectId> Dialects = new()
    {
        ["openai-chat"] = DialectId.OpenAIChat, ["openai-responses"] = DialectId.OpenAIResponses, ["anthropic-messages"] = DialectId.AnthropicMessages, ["gemini"] = DialectId.Gemini,
    };

    private static readonly AnswerFrame Frame = new("req-7", "the-model", DateTimeOffset.FromUnixTimeSeconds(1_790_000_000), WantsUsage: true, IsArray: false);

    public static TheoryData<string, string> Requests() => Files("*.request.json");

    public static TheoryData<string, string> Answers() => Files("*.answer.json");

    public static TheoryData<string, string> Streams() => Files("*.stream.sse");

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_request_becomes_what_is_written_down(string file, string to)
    {
        using var body = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        JsonObject outcome;
        try
        {
            var request = From(file).ReadRequest(body.RootElement);
            var written = new ArrayBufferWriter<byte>();
            To(to).WriteRequest(request, "upstream-model", written);
            outcome = new JsonObject { ["left_out"] = new JsonArray([.. request.LeftOut.Select(static n => (JsonNode)n)]), ["body"] = JsonNode.Parse(written.WrittenSpan) };
        }
        catch (UntranslatableException e)
        {
            outcome = new JsonObject { ["refused"] = e.Member };
        }

        Compare(file, ".request.json", to, outcome.ToJsonString(Indented) + "\n");
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public void An_answer_becomes_what_is_written_down(string file, string to)
    {
        using var body = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, file)));
        var written = new ArrayBufferWriter<byte>();
        To(to).WriteAnswer(From(file).ReadAnswer(body.RootElement), Frame, written);
        Compare(file, ".answer.json", to, JsonNode.Parse(written.WrittenSpan)!.ToJsonString(Indented) + "\n");
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void A_stream_becomes_what_is_written_down(string file, string to) =>
        Compare(file, ".stream.sse", to, TranslatedStreams.Translate(File.ReadAllText(Path.Combine(Folder, file)), From(file), To(to), Frame));

    private static TheoryData<string, string> Files(string pattern)
    {
        var data = new TheoryData<string, string>();
        foreach (var (folder, _) in Dialects)
        {
            foreach (var path in Directory.GetFiles(Path.Combine(Folder, folder), pattern).Where(static f => !f.Contains(".to-", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            {
                foreach (var (other, _) in Dialects.Where(d => d.Key != folder)) data.Add(folder + "/" + Path.GetFileName(path), other);
            }
        }

        return data;
    }

    private static DialectTranslation From(string file) => Translations.Of(Dialects[file.Split('/')[0]])!;

    private static DialectTranslation To(string name) => Translations.Of(Dialects[name])!;

    private static void Compare(string file, string ending, string to, string actual)
    {
        var expected = Path.Combine(Folder, file).Replace(ending, $".to-{to}{ending}", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("SALLYPORT_WRITE_DOCS") == "1") File.WriteAllText(expected, actual, new UTF8Encoding(false));
        Assert.Equal(File.ReadAllText(expected), actual);
    }
}
