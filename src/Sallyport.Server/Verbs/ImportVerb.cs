using System.CommandLine;
using Sallyport.Server.Import;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport import litellm config.yaml</c>: a configuration of ours from somebody else's.</summary>
internal static class ImportVerb
{
    private const int MaxBytes = 4 * 1024 * 1024;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "LiteLLM's config.yaml; - reads standard input" };
        var target = new Option<string?>("--out") { Description = "Write the configuration to this file instead of standard output; an existing file is left alone" };
        var litellm = new Command("litellm", "Make a configuration from LiteLLM's config.yaml, and list what has no equivalent") { file, target };
        litellm.SetAction(async (parsed, cancellation) =>
        {
            var (output, errors) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (await ModelsVerb.ReadAsync(parsed.GetRequiredValue(file), MaxBytes, errors, cancellation) is not { } bytes) return ExitCodes.BadConfiguration;
            var import = new LiteLlmImport();
            if (import.Convert(System.Text.Encoding.UTF8.GetString(bytes), out var problem) is not { } text)
            {
                await errors.WriteLineAsync(problem);
                return ExitCodes.Problems;
            }

            try
            {
                if (parsed.GetValue(target) is { } path)
                {
                    await using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
                    await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), cancellation);
                }
                else await output.WriteAsync(text);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                await errors.WriteLineAsync(e.Message);
                return ExitCodes.BadConfiguration;
            }

            foreach (var note in import.Notes) await errors.WriteLineAsync(note);
            await errors.WriteLineAsync(import.Notes.Count == 0 ? "Everything has an equivalent." : $"{import.Notes.Count} key(s) without an equivalent, or with another meaning.");
            return ExitCodes.Ok;
        });
        return new Command("import", "Make a configuration from that of another gateway") { litellm };
    }
}
