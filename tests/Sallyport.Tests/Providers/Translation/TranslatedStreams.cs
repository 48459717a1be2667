using System.Buffers;
using System.Text;
using System.Text.Json;
using Sallyport.Providers.Translation;

namespace Sallyport.Tests.Providers.Translation;

/// <summary>Whole streams through a source and a sink.</summary>
internal static class TranslatedStreams
{
    public static string Translate(string stream, DialectTranslation from, DialectTranslation to, AnswerFrame frame)
    {
        var steps = Read(stream, from);
        var output = new ArrayBufferWriter<byte>();
        var sink = to.WriteStream(frame);
        foreach (var step in steps) sink.Write(step, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static List<AnswerEvent> Read(string stream, DialectTranslation from)
    {
        var source = from.ReadStream();
        var steps = new List<AnswerEvent>();
        foreach (var data in DataOf(stream))
        {
            using var json = JsonDocument.Parse(data);
            source.Read(json.RootElement, steps);
        }

        source.Finish(steps);
        return steps;
    }

    /// <summary>The data of each event, without the mark of the end.</summary>
    public static IEnumerable<string> DataOf(string stream) =>
        stream.Split('\n').Where(static l => l.StartsWith("data: ", StringComparison.Ordinal)).Select(static l => l[6..].TrimEnd('\r')).Where(static d => d != "[DONE]");
}
