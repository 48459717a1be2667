using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Control;
using Sallyport.Control.Keys;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Storage;

namespace Sallyport.Server.Verbs;

/// <summary>What verbs on a data directory have in common: where it is, how to answer, and what their exit codes mean.</summary>
/// <remarks>0: done. 1: refused, the reason is on standard error. 2: the installation is not fit or does not answer.</remarks>
internal static class DataVerb
{
    /// <summary>Name that audit entries give to whoever runs the command line.</summary>
    public static string Actor { get; } = "cli:" + Environment.UserName;

    public static Option<string?> Data() => new("--data") { Description = "Data directory. Default: SALLYPORT_DATA_DIR, else ./data", HelpName = "DIR" };

    public static Option<bool> Json() => new("--json") { Description = "Answer in JSON" };

    /// <summary>Gives a command the common options and its body.</summary>
    /// <param name="mayCreate">True if a directory that is not there may be made.</param>
    public static Command Runs(this Command command, Func<Session, CancellationToken, Task<int>> body, bool mayCreate = false)
    {
        var (place, json) = (new StoragePlace(), Json());
        place.AddTo(command);
        command.Add(json);
        command.SetAction(async (parsed, cancellation) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                using var opened = await DataDirectory.OpenAsync(place.Find(parsed, mayCreate), TimeProvider.System, NullLoggerFactory.Instance, cancellation);
                return await body(new Session(opened, parsed, parsed.GetValue(json), output, error), cancellation);
            }
            catch (Exception e) when (e is InstallationException or StoreUnavailableException)
            {
                await error.WriteLineAsync(e.Message);
                return 2;
            }
        });
        return command;
    }

    /// <summary>One run of a verb.</summary>
    internal sealed record Session(DataDirectory Data, ParseResult Parsed, bool Json, TextWriter Output, TextWriter Error)
    {
        public KeyService Keys { get; } = new(Data.Keys, Data.Audit, Data.Subjects, new KeyHasher(Data.Installation.Pepper.Span), TimeProvider.System);

        public async Task<int> RefuseAsync(Problem problem)
        {
            await Error.WriteLineAsync($"{problem.Code}: {problem.Detail}");
            return problem.Status == 503 ? 2 : 1;
        }
    }
}
