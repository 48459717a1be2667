using Sallyport.Server.Verbs;
using System.CommandLine;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Server.Hosting;

/// <summary>What the server hosts. It knows listeners, signals and health; the rooms know everything else. <see cref="GatewayRooms"/> is the product, tests have their own.</summary>
internal interface IRooms
{
    IDetectorSource Detectors { get; }

    /// <summary>Verbs beside those of the server itself.</summary>
    IEnumerable<Command> Verbs();

    /// <summary>Opens what the services need, before anything else.</summary>
    /// <exception cref="StartRefusedException">The gateway must not start; the message says why.</exception>
    ValueTask OpenAsync(LoadedConfiguration loaded, CancellationToken cancellation) => default;

    /// <summary>
    /// Adds services. Already there: <see cref="SnapshotSource"/>, <see cref="StartupOptions"/>, <see cref="ServerSettings"/>, <see cref="ConfigurationReloader"/>,
    /// <c>GatewayMetrics</c>, <c>Readiness</c>, <see cref="TimeProvider"/>, logging.
    /// </summary>
    void AddServices(IServiceCollection services);

    /// <summary>Runs once before the listeners open: opens the store, loads keys, makes the first key; sets each part of <c>Readiness</c> that works.</summary>
    /// <exception cref="StartRefusedException">The gateway must not start; the message says why.</exception>
    ValueTask<FirstStart> PrepareAsync(IServiceProvider services, CancellationToken cancellation);

    /// <summary>The data path: every request on the api listener but health, which is answered before.</summary>
    RequestDelegate Api(IServiceProvider services);

    /// <summary>Endpoints of the admin listener but health and metrics.</summary>
    void MapAdmin(IEndpointRouteBuilder admin);

    /// <summary>The drain time is nearly over: ends open exchanges, and tells their clients why.</summary>
    void EndOpen(IServiceProvider services)
    {
    }

    /// <summary>Runs once after the listeners are open and before readiness: takes the path as a request would. The first run costs about 100 ms.</summary>
    ValueTask WarmUpAsync(IServiceProvider services, CancellationToken cancellation);
}

/// <summary>What is made on the first start and shown once.</summary>
/// <param name="VirtualKey">The new key in full; null if there were keys.</param>
/// <param name="AdminToken">The generated admin token; null if one was given or made before.</param>
internal sealed record FirstStart(string? VirtualKey, string? AdminToken)
{
    public static FirstStart Nothing { get; } = new(null, null);
}

/// <summary>The gateway must not start. The message is for the operator.</summary>
internal sealed class StartRefusedException(string message, Exception? inner = null) : Exception(message, inner);
