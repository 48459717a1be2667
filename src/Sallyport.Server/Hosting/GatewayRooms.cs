using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Telemetry;
using Sallyport.Server.Verbs;
using Sallyport.Storage;

namespace Sallyport.Server.Hosting;

/// <summary>The product: where the data path, the control plane and the stores are plugged together.</summary>
internal sealed class GatewayRooms : IRooms
{
    private DataDirectory? _data;

    public IDetectorSource Detectors { get; } = new CatalogDetectorSource();

    public IEnumerable<Command> Verbs() => [];

    public async ValueTask OpenAsync(LoadedConfiguration loaded, CancellationToken cancellation)
    {
        try
        {
            _data = await DataDirectory.OpenAsync(Path.GetDirectoryName(loaded.Compiled!.Server.StoragePath)!, TimeProvider.System, NullLoggerFactory.Instance, cancellation);
            _data.LockForServing();
        }
        catch (Exception e) when (e is InstallationException or StoreUnavailableException)
        {
            throw new StartRefusedException(e.Message, e);
        }
    }

    public void AddServices(IServiceCollection services) => services.AddStorage(_data!).AddGateway();

    public async ValueTask<FirstStart> PrepareAsync(IServiceProvider services, CancellationToken cancellation)
    {
        var readiness = services.GetRequiredService<Readiness>();
        var time = services.GetRequiredService<TimeProvider>();
        await services.GetRequiredService<IAuditStore>().CloseInterruptedAsync(time.GetUtcNow(), cancellation);
        readiness.Set(ReadyParts.Store, true);

        var startup = services.GetRequiredService<StartupOptions>();
        var ring = services.GetRequiredService<KeyRing>();
        string? shown = null;
        await ring.RefreshAsync(cancellation);
        if (ring.Count == 0)
        {
            var key = startup.BootstrapKey is { } given ? VirtualKey.Import(given.Reveal()) ?? throw new StartRefusedException("SALLYPORT_BOOTSTRAP_KEY is not a well-formed virtual key.") : VirtualKey.Create(KeyEnvironment.Development);
            if (startup.BootstrapKey is null) shown = key.Reveal();
            var now = time.GetUtcNow();
            await services.GetRequiredService<IKeyStore>().TryAddAsync(new VirtualKeyRecord(key.Id, key.Environment, "first", null, new KeyOwner("default", null, null, null), KeyScopes.Default, KeyState.Active, now, null, [new KeySecretHash(services.GetRequiredService<KeyHasher>().Hash(key), now, null)], 1), cancellation);
            await ring.RefreshAsync(cancellation);
        }

        readiness.Set(ReadyParts.Keys, true);
        return new FirstStart(shown, null);
    }

    public RequestDelegate Api(IServiceProvider services) => services.GatewayPath();

    public void MapAdmin(IEndpointRouteBuilder admin)
    {
    }

    public ValueTask WarmUpAsync(IServiceProvider services, CancellationToken cancellation)
    {
        services.GetRequiredService<Readiness>().Set(ReadyParts.WarmUp, true);
        return default;
    }
}
