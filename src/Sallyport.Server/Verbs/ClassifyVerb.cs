using System.CommandLine;
using System.Globalization;
using Sallyport.Detection.ContentClasses;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport classify PATH…</c>: says what class of content files are, so that an operator can choose the scores of the configuration by own documents.</summary>
internal static class ClassifyVerb
{
    private const float Shown = 0.05f;

    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "Files and folders: text, Markdown, source code", Arity = ArgumentArity.OneOrMore };
        var command = new Command("classify", "Score files by class of content: " + string.Join(", ", ContentClassifier.Ids)) { paths };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var scores = new float[ContentClassifier.Ids.Count];
            var given = parsed.GetRequiredValue(paths);
            if (given.FirstOrDefault(p => !File.Exists(p) && !Directory.Exists(p)) is { } missing)
            {
                parsed.InvocationConfiguration.Error.WriteLine($"There is no file or folder '{missing}'.");
                return ExitCodes.BadConfiguration;
            }

            foreach (var (path, text) in DocumentFiles.Read(given).Where(f => f.Text is not null))
            {
                Array.Clear(scores);
                ContentClassifier.Shipped.Score(text, scores);
                var told = ContentClassifier.Ids.Zip(scores).Where(s => s.Second >= Shown).OrderByDescending(s => s.Second).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.First} {s.Second:F2}"));
                output.WriteLine($"{FingerprintVerb.Printable(path)}: {string.Join(", ", told.DefaultIfEmpty("none"))}");
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
