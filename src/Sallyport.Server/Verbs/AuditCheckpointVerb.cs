using System.CommandLine;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Control;
using Sallyport.Gateway.Audit;
using Sallyport.Storage;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport audit checkpoint</c>: signs a checkpoint over all that is durable now and prints it. Works beside a running server: the store takes only one that follows the last.</summary>
internal static class AuditCheckpointVerb
{
    public static Command Create() => new Command("checkpoint", "Sign a checkpoint over every record so far and print it").Runs(async (session, cancellation) =>
    {
        using var checkpointer = CheckpointerOf(session.Data);
        try
        {
            var checkpoint = await checkpointer.CheckpointAsync(cancellation);
            await session.Output.WriteAsync(Encoding.UTF8.GetString(checkpoint.Note.Span));
            return ExitCodes.Ok;
        }
        catch (InvalidDataException e)
        {
            return await session.RefuseAsync(new Problem("log_damaged", 500, e.Message + " Run sallyport audit verify."));
        }
    });

    /// <summary>Makes checkpoints on demand.</summary>
    internal static Checkpointer CheckpointerOf(DataDirectory data) => data.NewCheckpointer(TimeSpan.FromSeconds(10), TimeProvider.System, NullLogger<Checkpointer>.Instance);
}
