using System.CommandLine;
using Sallyport.Server.Hosting;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport serve</c>, also when no verb is given: runs the gateway until it is told to stop.</summary>
internal static class ServeVerb
{
    /// <summary>The option that all verbs with a configuration share.</summary>
    public static Option<string?> ConfigOption() => new("--config") { Description = "Configuration file, YAML or JSON. Without it the environment alone configures.", HelpName = "FILE" };

    public static RootCommand CreateRoot(IRooms rooms)
    {
        var root = new RootCommand("Sallyport, a security gateway for AI APIs. Without a verb it serves.");
        AddServing(root, rooms);
        return root;
    }

    public static Command Create(IRooms rooms)
    {
        var command = new Command("serve", "Run the gateway until SIGTERM or Ctrl+C. SIGHUP reads the configuration again.");
        AddServing(command, rooms);
        return command;
    }

    private static void AddServing(Command command, IRooms rooms)
    {
        var config = ConfigOption();
        command.Options.Add(config);
        command.SetAction((parsed, cancellation) => ServeAsync(parsed.GetValue(config), rooms, cancellation));
    }

    private static async Task<int> ServeAsync(string? file, IRooms rooms, CancellationToken cancellation)
    {
        var loaded = LoadedConfiguration.Load(file, rooms.Detectors);
        if (loaded.Compiled is null)
        {
            foreach (var problem in loaded.Problems) await Console.Error.WriteLineAsync(problem.ToString());
            await Console.Error.WriteLineAsync($"Sallyport does not start: {loaded.Problems.Count} problem(s) in the configuration.");
            return ExitCodes.BadConfiguration;
        }

        using var stop = new StopSignals();
        try
        {
            await rooms.OpenAsync(loaded, cancellation);
        }
        catch (StartRefusedException e)
        {
            await Console.Error.WriteLineAsync($"Sallyport does not start: {e.Message}");
            return ExitCodes.CannotStart;
        }

        await using var host = new ServerHost(loaded, rooms, TimeProvider.System);
        try
        {
            await host.StartAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Gateway.Authentication.StoreUnavailableException or StartRefusedException)
        {
            await Console.Error.WriteLineAsync($"Sallyport does not start: {e.Message}");
            return ExitCodes.CannotStart;
        }

        await Console.Out.WriteAsync(Banner.Text(host));
        await stop.FirstAsync();
        await host.StopAsync(stop.Second);
        return ExitCodes.Ok;
    }
}
