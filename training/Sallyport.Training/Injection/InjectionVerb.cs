using System.Diagnostics;
using Sallyport.Detection.Injection;
using Sallyport.Detection.Normalization;

namespace Sallyport.Training.Injection;

/// <summary>Trains the injection model, compares it with the shipped one, and measures.</summary>
internal static class InjectionVerb
{
    private const string Data = "training/data", Shipped = "src/Sallyport.Detection/Injection/injection.model";

    private static readonly TextOrigin[] Origins = [TextOrigin.User, TextOrigin.Tool];

    public static int Run(string[] arguments)
    {
        if (!Directory.Exists(Data))
        {
            Console.Error.WriteLine("Run this in the root of the repository.");
            return 2;
        }

        if (arguments.Contains("--eval")) return DevelopmentSet.Measure(Path.Combine(Data, "injection/dev.jsonl.gz"), arguments.Contains("--sources"));
        var watch = Stopwatch.StartNew();
        var records = InjectionCorpus.Read(Path.Combine(Data, "injection/train.jsonl.gz"));
        records.AddRange(InjectionCorpus.ReadHarmless(Data));
        records.AddRange(PhraseGrammar.Expand(Path.Combine(Data, "injection/phrases"), records));
        records.AddRange(InjectionCorpus.Snippets(records));
        records.AddRange(InjectionCorpus.Asked(records));
        var vocabulary = VocabularyBuilder.Build(records);
        var tools = new PreparationTools(new Vocabulary(vocabulary));
        var texts = records.Select(r => PreparedText.AllOf(r, tools)).ToArray();
        Console.WriteLine(FormattableString.Invariant($"{texts.Length} texts, {texts.Sum(v => v.Sum(t => (long)t.Features.Length))} features, {watch.Elapsed.TotalSeconds:0} s"));

        var plan = new TrainingPlan(texts);
        var model = new List<byte>(vocabulary);
        foreach (var origin in Origins)
        {
            if (arguments.Contains("--tool") && origin == TextOrigin.User || arguments.Contains("--user") && origin == TextOrigin.Tool) continue;
            var held = new HeldOut(texts, origin, plan);
            held.Print(Console.Out, arguments.Contains("--sources"));
            if (arguments.Contains("--worst")) held.PrintWorst(Console.Out, 60);
            if (arguments.Contains("--obfuscate")) held.PrintObfuscated(Console.Out, tools);
            if (arguments.Contains("--held-out")) continue;
            model.AddRange(ModelFile.Channel(plan.Train(texts, origin), held.Weights, held.Table.Threshold(0.01), held.Table.Threshold(0.001)));
        }

        Console.WriteLine(FormattableString.Invariant($"{watch.Elapsed.TotalSeconds:0} s"));
        if (arguments.Contains("--held-out")) return 0;
        if (arguments.Contains("--check"))
        {
            var same = model.ToArray().AsSpan().SequenceEqual(File.ReadAllBytes(Shipped));
            Console.WriteLine(same ? "The shipped model is what this data gives." : "The shipped model DIFFERS from what this data gives.");
            return same ? 0 : 1;
        }

        File.WriteAllBytes(Shipped, [.. model]);
        return 0;
    }
}
