using System.Diagnostics;
using Sallyport.Detection.Names;

namespace Sallyport.Training.Names;

/// <summary>The verb <c>names</c>: trains the names model, prints what it reaches on texts it was not trained on, writes or compares the shipped file.</summary>
internal static class NamesVerb
{
    private const int TemplateTexts = 12_000;

    public static int Run(string[] arguments)
    {
        var root = Root();
        var data = Path.Combine(root, "training", "data");
        var shipped = Path.Combine(root, "src", "Sallyport.Detection", "Names", "names.model");
        var without = Value(arguments, "--without")?.Split(',') ?? [];

        var watch = Stopwatch.StartNew();
        NameModel model;
        if (arguments.Contains("--score"))
        {
            model = NameModel.Read(File.ReadAllBytes(Value(arguments, "--out") ?? shipped));
        }
        else
        {
            model = Train(data, without);
            Console.Error.WriteLine($"trained in {watch.Elapsed.TotalSeconds:0} s");
        }

        if (arguments.Contains("--check"))
        {
            var same = model.ToBytes().AsSpan().SequenceEqual(File.ReadAllBytes(shipped));
            Console.WriteLine(same ? "The shipped file is what the data gives, bit for bit." : "The shipped file differs from what the data gives.");
            return same ? 0 : 1;
        }

        if (Value(arguments, "--errors") is { } wanted)
        {
            var texts = Corpus.Marked(data, []).Where(t => t.IsHeldOut || without.Contains(t.Source)).Concat(Corpus.Harmless(data, "dev.jsonl.gz", int.MaxValue));
            NamesScore.PrintErrors(model, texts.Where(t => t.Source == wanted), 60);
            return 0;
        }

        Score(model, data, without);
        var file = Value(arguments, "--out") ?? (without.Length == 0 ? shipped : null);
        if (file is not null && !arguments.Contains("--score")) File.WriteAllBytes(file, model.ToBytes());
        return 0;
    }

    private static NameModel Train(string data, string[] without)
    {
        var lists = new NameLists(data);
        var marked = Corpus.Marked(data, without).Where(t => !t.IsHeldOut).ToList();
        var harmless = Corpus.Harmless(data, "train.jsonl.gz");
        var filled = new Filler(lists, new Chance(11)).Fill(TemplateTexts);
        return NamesTrainer.Train(lists, [.. marked, .. harmless, .. filled], marked, Corpus.Prose(data), [0, 0, 0, 0, 0, 0, 0, 0]);
    }

    private static void Score(NameModel model, string data, string[] without)
    {
        foreach (var source in Corpus.Marked(data, []).GroupBy(t => t.Source, StringComparer.Ordinal))
        {
            var unseen = without.Contains(source.Key);
            NamesScore.Print(model, unseen ? source.Key + " (all)" : source.Key, unseen ? source : source.Where(t => t.IsHeldOut));
        }

        NamesScore.Print(model, "nano_en (all)", Corpus.Read(Path.Combine(data, "pii", "nano_en.jsonl"), "nano_en"));
        foreach (var source in Corpus.Harmless(data, "dev.jsonl.gz", int.MaxValue).GroupBy(t => t.Source, StringComparer.Ordinal)) NamesScore.Print(model, source.Key, source);
    }

    private static string? Value(string[] arguments, string name)
    {
        var at = Array.IndexOf(arguments, name);
        return at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : null;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(Directory.GetCurrentDirectory());
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sallyport.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("Run this inside the repository.");
    }
}
