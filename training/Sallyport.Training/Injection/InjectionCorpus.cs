using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Sallyport.Detection.Injection;

namespace Sallyport.Training.Injection;

/// <summary>Reads the labelled texts of <c>training/data/injection</c>, and the harmless texts of the other data folders.</summary>
internal static class InjectionCorpus
{
    private const int SentencesPerDocument = 9;

    public static List<InjectionRecord> Read(string file)
    {
        var records = new List<InjectionRecord>();
        using var zip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var lines = new StreamReader(zip, Encoding.UTF8);
        while (lines.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            records.Add(new InjectionRecord(
                root.GetProperty("text").GetString()!,
                root.GetProperty("label").ValueEquals("injection"),
                root.GetProperty("source").GetString()!,
                root.GetProperty("kind").ValueEquals("hard-benign"),
                root.GetProperty("channel").ValueEquals("tool") ? TextOrigin.Tool : TextOrigin.User,
                root.TryGetProperty("payload", out var payload) ? payload.GetString() : null));
        }

        return records;
    }

    /// <summary>Prompts with personal data and secrets, and running text of nine corpora joined to documents: all of it harmless here.</summary>
    public static List<InjectionRecord> ReadHarmless(string data)
    {
        var records = new List<InjectionRecord>();
        foreach (var (file, origin) in new[]
        {
            ("pii/synth_dev.jsonl", TextOrigin.User), ("pii/kiji_samples.jsonl", TextOrigin.User), ("pii/nano_en.jsonl", TextOrigin.User),
            ("secrets/synth_dev.jsonl", TextOrigin.Tool),
        })
        {
            var texts = Texts(Path.Combine(data, file));
            var name = "pii-" + Path.GetFileNameWithoutExtension(file);
            foreach (var text in texts) records.Add(new InjectionRecord(text, false, origin == TextOrigin.Tool ? "secrets-synth" : name, false, origin, null));
        }

        foreach (var name in (string[])["btc", "wikigold", "crossner", "litbank", "sec_filings", "uner_en_ewt_dev", "uner_pt_bosque", "uner_sv_talbanken", "uner_da_ddt", "europeana_de", "europeana_fr", "europeana_nl"])
        {
            var texts = Texts(Path.Combine(data, "pii/ner", name + ".jsonl"));
            for (var at = 0; at < texts.Count && at < 300 * SentencesPerDocument; at += SentencesPerDocument)
            {
                var text = string.Join(at % 2 == 0 ? "\n" : " ", texts.Skip(at).Take(SentencesPerDocument));
                records.Add(new InjectionRecord(text, false, "ner-" + name, false, TextOrigin.Tool, null));
            }
        }

        return records;
    }

    /// <summary>
    /// Short pieces of the documents: a planted attack with little or nothing around it, and stretches of harmless ones. Tools answer briefly as often
    /// as at length, and nothing may be learned from length alone.
    /// </summary>
    public static List<InjectionRecord> Snippets(IReadOnlyList<InjectionRecord> records)
    {
        var chance = new Chance(77);
        var snippets = new List<InjectionRecord>();
        foreach (var record in records)
        {
            if (record.Origin != TextOrigin.Tool || record.Text.Length < 300 || chance.Below(2) == 0) continue;
            int start, end;
            if (record.Attack)
            {
                if (record.Payload is not { Length: > 0 } payload || record.Text.IndexOf(payload, StringComparison.Ordinal) is var at && at < 0) continue;
                start = Math.Max(0, at - chance.Below(3) * chance.Below(120));
                end = Math.Min(record.Text.Length, at + payload.Length + chance.Below(3) * chance.Below(120));
            }
            else
            {
                start = chance.Below(record.Text.Length - 200);
                end = Math.Min(record.Text.Length, start + 40 + chance.Below(400));
            }

            while (start > 0 && !char.IsWhiteSpace(record.Text[start - 1])) start--;
            while (end < record.Text.Length && !char.IsWhiteSpace(record.Text[end])) end++;
            snippets.Add(record with { Text = record.Text[start..end].Trim(), Source = record.Source + Folds.Short });
        }

        return snippets;
    }

    private static List<string> Texts(string file)
    {
        var texts = new List<string>();
        foreach (var line in File.ReadLines(file))
        {
            using var json = JsonDocument.Parse(line);
            texts.Add(json.RootElement.GetProperty("text").GetString()!);
        }

        return texts;
    }
}
