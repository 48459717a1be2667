using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Sallyport.Detection.Names;

namespace Sallyport.Training.Names;

/// <summary>Reads the marked texts and the harmless ones.</summary>
internal static class Corpus
{
    private const int MaxHarmlessLength = 1_500;

    // Half of nano's names are unmarked, so it serves for scoring only.
    private static readonly string[] s_marked =
    [
        "synth_dev", "kiji_samples", "ner/btc", "ner/crossner", "ner/europeana_de", "ner/europeana_fr", "ner/europeana_nl", "ner/litbank", "ner/sec_filings", "ner/uner_da_ddt", "ner/uner_en_ewt_dev", "ner/uner_en_pud",
        "ner/uner_pt_bosque", "ner/uner_sv_talbanken", "ner/wikigold", "ner/wnut17_train_dev",
    ];

    // Written with capitals where they belong, so their words in lower case are everyday words.
    private static readonly string[] s_prose = ["docs-dev", "arena-hard-v0.1", "promptguide", "instruction-docs", "secdocs-dev", "gpteacher", "self-instruct", "mt-bench", "xquad-p"];

    private static readonly string[] s_harmless = ["docs-dev", "code-dev", "clinc150", "banking77-train", "arena-hard-v0.1"];

    public static List<LabelledText> Marked(string data, IReadOnlyCollection<string> without)
    {
        var texts = new List<LabelledText>();
        foreach (var file in s_marked)
        {
            var source = file[(file.IndexOf('/') + 1)..];
            if (!without.Contains(source)) texts.AddRange(Read(Path.Combine(data, "pii", file + ".jsonl"), source));
        }

        return texts;
    }

    public static IEnumerable<LabelledText> Read(string path, string source)
    {
        foreach (var line in File.ReadLines(path))
        {
            using var json = JsonDocument.Parse(line);
            var text = json.RootElement.GetProperty("text").GetString()!;
            var at = Offsets(text);
            List<Span> spans = [], neutral = [];
            foreach (var entity in json.RootElement.GetProperty("entities").EnumerateArray())
            {
                int start = at[entity.GetProperty("start").GetInt32()], end = at[entity.GetProperty("end").GetInt32()];
                switch (entity.GetProperty("type").GetString())
                {
                    case "PERSON": spans.Add(new Span(start, end, NameTag.Person)); break;
                    case "LOCATION": spans.Add(new Span(start, end, NameTag.Location)); break;
                    case "ORGANIZATION": spans.Add(new Span(start, end, NameTag.Organization)); break;
                    case "ADDRESS": neutral.Add(new Span(start, end, NameTag.Location)); break;
                    default: break;
                }
            }

            yield return new LabelledText(source, LabelledText.GroupOf(json.RootElement.GetProperty("id").GetString()!), text, [.. spans.OrderBy(s => s.Start)], neutral);
        }
    }

    /// <summary>Texts in which names are not marked, for the words they write in lower case.</summary>
    public static List<LabelledText> Prose(string data) => Benign(data, "train.jsonl.gz", s_prose, int.MaxValue);

    /// <summary>Texts that hold few names or none.</summary>
    public static List<LabelledText> Harmless(string data, string file, int maxLength = MaxHarmlessLength) => Benign(data, file, s_harmless, maxLength);

    private static List<LabelledText> Benign(string data, string file, string[] sources, int maxLength)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(data, "injection", file)), CompressionMode.Decompress), Encoding.UTF8);
        var texts = new List<LabelledText>();
        while (lines.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var source = json.RootElement.GetProperty("source").GetString()!;
            if (!sources.Contains(source) || json.RootElement.GetProperty("label").GetString() != "benign") continue;
            var text = json.RootElement.GetProperty("text").GetString()!;
            if (text.Length > maxLength) text = text[..maxLength];
            texts.Add(new LabelledText(source, LabelledText.GroupOf(json.RootElement.GetProperty("id").GetString()!), text, [], [], Unmarked: true));
        }

        return texts;
    }

    // From code points to chars.
    private static int[] Offsets(string text)
    {
        var at = new List<int>(text.Length + 1);
        for (var i = 0; i < text.Length; i += char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1) at.Add(i);
        at.Add(text.Length);
        return [.. at];
    }
}
