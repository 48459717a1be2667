using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Sallyport.Bench;

/// <summary>Texts to measure with.</summary>
internal static class Corpus
{
    private const int Length = 4_000_000;

    /// <summary>Texts without structure that make bad detectors slow.</summary>
    public static string[] Hostile { get; } = ["a", "1", "@", "-----BEGIN", "1 ", "a@", "eyJ", "A.", "password=", "Mr John "];

    /// <summary>Sentences of encyclopedia, fiction and business, with the names, dates and numbers that real prose has.</summary>
    public static string Prose() => Join(["wikigold", "litbank", "crossner", "sec_filings"], name => File.ReadLines(Path.Combine(Root(), "training", "data", "pii", "ner", name + ".jsonl")));

    /// <summary>Source code in several languages.</summary>
    public static string Code()
    {
        using var file = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Root(), "training", "data", "injection", "train.jsonl.gz")), CompressionMode.Decompress));
        var lines = new List<string>();
        while (file.ReadLine() is { } line)
        {
            if (line.Contains("\"source\": \"code-dev\"", StringComparison.Ordinal) || line.Contains("\"source\":\"code-dev\"", StringComparison.Ordinal)) lines.Add(line);
        }

        return Join([""], _ => lines);
    }

    public static string Repeat(string part, int length) => new StringBuilder(length + part.Length).Insert(0, part, (length / part.Length) + 1).ToString(0, length);

    private static string Join(string[] names, Func<string, IEnumerable<string>> read)
    {
        var text = new StringBuilder();
        foreach (var line in names.SelectMany(read))
        {
            using var json = JsonDocument.Parse(line);
            text.Append(json.RootElement.GetProperty("text").GetString()).Append('\n');
        }

        if (text.Length == 0) throw new InvalidOperationException("No text of this kind in training/data.");
        while (text.Length < Length) text.Append(text.ToString(0, Math.Min(text.Length, Length - text.Length)));
        return text.ToString(0, Length);
    }

    private static string Root([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
