using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Storage;

namespace Sallyport.CrashProbe;

/// <summary>Appends a fixed number of pairs, one after the other, with a checkpoint in the middle and at the end, and goes on after a refusal: for faults that are injected into system calls.</summary>
/// <remarks>Prints <c>acknowledged N</c> for each entry, written past every buffer so that a kill loses none.</remarks>
internal static class AppendSome
{
    public static async Task<int> RunAsync(string directory, int pairs)
    {
        try
        {
            using var data = await DataDirectory.OpenAsync(directory, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
            using var checkpointer = new Checkpointer(data.Ledger, data.Signer, TimeSpan.FromSeconds(10), TimeProvider.System, NullLogger<Checkpointer>.Instance);
            for (var i = 0; i < pairs; i++)
            {
                if (i == pairs / 2) await TryAsync(data.State, async () => await checkpointer.CheckpointAsync(CancellationToken.None));
                await TryAsync(data.State, async () =>
                {
                    var intent = SampleEntries.Intent();
                    var sequence = await data.Audit.AppendAsync(intent, CancellationToken.None);
                    Say(sequence);
                    Say(await data.Audit.AppendAsync(SampleEntries.Result(intent, sequence), CancellationToken.None));
                });
            }

            await TryAsync(data.State, async () => await checkpointer.CheckpointAsync(CancellationToken.None));
            return 0;
        }
        catch (Exception e) when (e is StoreUnavailableException or Gateway.Configuration.InstallationException)
        {
            return 3; // refused to start, which is an answer
        }
    }

    private static async Task TryAsync(LedgerState state, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (StoreUnavailableException)
        {
            state.Recover(); // refused, so nothing is claimed; the next entry is tried as after a look of the guard
        }
    }

    private static void Say(long sequence)
    {
        Console.Out.WriteLine($"acknowledged {sequence}");
        Console.Out.Flush();
    }
}
