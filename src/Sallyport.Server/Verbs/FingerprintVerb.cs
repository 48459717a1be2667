using System.CommandLine;
using System.Globalization;
using Sallyport.Detection.Fingerprints;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport fingerprint …</c>: registers documents so that copies of them are found. What is written holds keyed hashes and file names, no text.</summary>
internal static class FingerprintVerb
{
    public static Command Create() => new("fingerprint", "Register documents whose copies are to be found") { Add(), List(), Remove(), Check() };

    private static Command Add()
    {
        var (set, data, paths) = (SetOption(required: true), DataVerb.Data(), Paths("Files and folders: text, Markdown, source code"));
        var command = new Command("add", "Register files; a file registered before is read again") { set, data, paths };
        command.SetAction(parsed => Guarded(parsed, (output, error) =>
        {
            var (folder, file) = PlaceOf(parsed, data, parsed.GetRequiredValue(set));
            var missing = parsed.GetRequiredValue(paths).FirstOrDefault(p => !File.Exists(p) && !Directory.Exists(p));
            if (missing is not null) throw new IOException($"There is no file or folder '{missing}'.");
            var known = Open(file) ?? new FingerprintSet(FingerprintFiles.LoadOrCreateKey(folder));
            var (added, skipped, passages) = (0, 0, 0L);
            foreach (var (path, text) in DocumentFiles.Read(parsed.GetRequiredValue(paths)))
            {
                var kept = text is null ? 0 : known.Add(path.Replace('\\', '/'), text);
                if (kept == 0) skipped++;
                else (added, passages) = (added + 1, passages + kept);
            }

            var documents = known.Documents.Count();
            if (documents > FingerprintSet.MaxDocuments) throw new IOException($"A set holds at most {FingerprintSet.MaxDocuments} documents; this one would hold {documents}. Make several sets.");
            FingerprintFiles.Save(file, known);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{added} documents registered with {passages} passages, {skipped} left out (no text, too short or too large). The set holds {documents}: {file}"));
            return added > 0 ? ExitCodes.Ok : ExitCodes.Problems;
        }));
        return command;
    }

    private static Command List()
    {
        var (set, data) = (SetOption(required: false), DataVerb.Data());
        var command = new Command("list", "List the sets, or the documents of one set") { set, data };
        command.SetAction(parsed => Guarded(parsed, (output, _) =>
        {
            if (parsed.GetValue(set) is { } name)
            {
                foreach (var document in Existing(PlaceOf(parsed, data, name).File).Documents)
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{document.Id,-8} {document.Fingerprints,8}  {Printable(document.Name)}"));
                return ExitCodes.Ok;
            }

            var folder = PlaceOf(parsed, data, "x").Folder;
            if (!Directory.Exists(folder)) return ExitCodes.Ok;
            foreach (var file in Directory.GetFiles(folder, "*" + FingerprintFiles.Extension).Order(StringComparer.Ordinal))
            {
                var documents = Existing(file).Documents.ToArray();
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(file),-24} {documents.Length,6} documents {documents.Sum(d => (long)d.Fingerprints),9} passages  {file}"));
            }

            return ExitCodes.Ok;
        }));
        return command;
    }

    private static Command Remove()
    {
        var (set, data) = (SetOption(required: true), DataVerb.Data());
        var documents = new Argument<string[]>("DOCUMENT") { Description = "Ids or names as list shows them", Arity = ArgumentArity.OneOrMore };
        var command = new Command("remove", "Take documents out of a set") { set, data, documents };
        command.SetAction(parsed => Guarded(parsed, (output, _) =>
        {
            var file = PlaceOf(parsed, data, parsed.GetRequiredValue(set)).File;
            var known = Existing(file);
            foreach (var document in parsed.GetRequiredValue(documents))
            {
                if (!known.Remove(document)) throw new IOException($"The set holds no document '{document}'.");
            }

            FingerprintFiles.Save(file, known);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The set holds {known.Documents.Count()} documents: {file}"));
            return ExitCodes.Ok;
        }));
        return command;
    }

    private static Command Check()
    {
        var (set, data, paths) = (SetOption(required: true), DataVerb.Data(), Paths("Files and folders to compare with the set"));
        var command = new Command("check", "Say which files hold parts of registered documents. Ends with 1 if any does.") { set, data, paths };
        command.SetAction(parsed => Guarded(parsed, (output, _) =>
        {
            var index = Existing(PlaceOf(parsed, data, parsed.GetRequiredValue(set)).File).ToIndex();
            var found = false;
            foreach (var (path, text) in DocumentFiles.Read(parsed.GetRequiredValue(paths)))
            {
                foreach (var match in text is null ? [] : FingerprintComparison.Compare(index, text).Take(10))
                {
                    found = true;
                    var document = index.Documents[match.Document];
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Printable(path)}: {match.Share:P0} of it stands in {document.Id} {Printable(document.Name)}, of which it holds {match.Coverage:P0} ({match.Matches} passages)"));
                }
            }

            return found ? ExitCodes.Problems : ExitCodes.Ok;
        }));
        return command;
    }

    private static Option<string?> SetOption(bool required) => new("--set") { Description = "Name of the set: lower-case letters, digits, - and _", HelpName = "NAME", Required = required };

    private static Argument<string[]> Paths(string description) => new("PATH") { Description = description, Arity = ArgumentArity.OneOrMore };

    private static (string Folder, string File) PlaceOf(ParseResult parsed, Option<string?> data, string? set)
    {
        if (set is null or "" || set.Length > 64 || !set.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')) throw new IOException("--set: 1 to 64 lower-case letters, digits, - and _.");
        var folder = Path.Combine(parsed.GetValue(data) ?? Environment.GetEnvironmentVariable("SALLYPORT_DATA_DIR") ?? "data", "fingerprints");
        return (folder, Path.Combine(folder, set + FingerprintFiles.Extension));
    }

    private static FingerprintSet Existing(string file) => Open(file) ?? throw new IOException($"There is no set '{file}'.");

    private static FingerprintSet? Open(string file)
    {
        if (!File.Exists(file)) return null;
        return FingerprintFiles.TryRead(file, out var set, out var why) ? set : throw new IOException($"'{file}' {why}.");
    }

    /// <summary>A file name must not steer the terminal.</summary>
    public static string Printable(string text) => text.Any(char.IsControl) ? new string([.. text.Select(c => char.IsControl(c) ? '?' : c)]) : text;

    private static int Guarded(ParseResult parsed, Func<TextWriter, TextWriter, int> body)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        try
        {
            return body(output, error);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(e.Message);
            return ExitCodes.BadConfiguration;
        }
    }
}
