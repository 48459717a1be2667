using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Control;
using Sallyport.Control.Identity;
using Sallyport.Control.Keys;
using Sallyport.Gateway;
using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.ReadModels;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Forwarding;
using Sallyport.Gateway.Telemetry;
using Sallyport.Server.Verbs;
using Sallyport.Storage;

namespace Sallyport.Server.Hosting;

/// <summary>The product: where the data path, the control plane and the stores are plugged together.</summary>
internal sealed class GatewayRooms : IRooms, IDisposable
{
    private readonly LateLoggers _loggers = new();
    private DataDirectory? _data;
    private LoadedConfiguration? _loaded;

    /// <summary>Closes the stores. Only after the host has stopped.</summary>
    public void Dispose()
    {
        _data?.Dispose();
        _loggers.Dispose();
    }

    public IDetectorSource Detectors { get; } = new CatalogDetectorSource();

    public IEnumerable<Command> Verbs() =>
    [
        KeysVerb.Create(), AuditVerb.Create(), UsageVerb.Create(), MoveVerb.Create(), ReviewsVerb.Create(), SubjectsVerb.Create(), AdminsVerb.Create(), HoldsVerb.Create(), FingerprintVerb.Create(), ClassifyVerb.Create(),
        WitnessVerb.Create(), ModelsVerb.Create(Detectors), EstimateVerb.Create(Detectors), .. StopsVerb.Create(),
    ];

    public async ValueTask OpenAsync(LoadedConfiguration loaded, CancellationToken cancellation)
    {
        try
        {
            _loaded = loaded;
            var server = loaded.Compiled!.Server;
            _data = await DataDirectory.OpenAsync(server.Storage with { Devices = server.Devices }, TimeProvider.System, _loggers, cancellation);
            _data.LockForServing();
        }
        catch (Exception e) when (e is InstallationException or StoreUnavailableException)
        {
            throw new StartRefusedException(e.Message, e);
        }
    }

    public void AddServices(IServiceCollection services) => services.AddStorage(_data!, _loaded!.Compiled!.Server.CheckpointEvery, _loaded.Compiled.Server.ReadModels).AddLedgerGuard(_data!).AddGateway().AddAlerts().AddControl()
        .AddSingleton(s => new ConfigurationRecord(_data!.Audit, _data.Settings, _loaded.Compiled.Server.Storage.Node, _loaded.File is { } file ? Path.GetFileName(file) : "environment", s.GetRequiredService<TimeProvider>()));

    public async ValueTask<FirstStart> PrepareAsync(IServiceProvider services, CancellationToken cancellation)
    {
        _loggers.Follow(services.GetRequiredService<ILoggerFactory>());
        var readiness = services.GetRequiredService<Readiness>();
        var time = services.GetRequiredService<TimeProvider>();
        await services.GetRequiredService<IAuditStore>().CloseInterruptedAsync(time.GetUtcNow(), cancellation);
        await services.GetRequiredService<ConfigurationRecord>().StartedAsync(_loaded!.Compiled!, cancellation);
        readiness.Set(ReadyParts.Store, true);

        await services.GetRequiredService<KeyRing>().RefreshAsync(cancellation);
        await services.GetRequiredService<StopBoard>().RefreshAsync(cancellation);
        readiness.Set(ReadyParts.Keys, true);
        var startup = services.GetRequiredService<StartupOptions>();
        try
        {
            var key = await EnsureKeyAsync(services, startup, cancellation);
            return new FirstStart(key, await services.GetRequiredService<AdminTokens>().EnsureAsync(startup.AdminToken?.Reveal(), cancellation));
        }
        catch (InstallationException e)
        {
            throw new StartRefusedException(e.Message, e);
        }
    }

    /// <summary>The given key is there after every start; without one, the first start makes one and shows it.</summary>
    private static async ValueTask<string?> EnsureKeyAsync(IServiceProvider services, StartupOptions startup, CancellationToken cancellation)
    {
        var keys = services.GetRequiredService<KeyService>();
        if (startup.BootstrapKey is { } given)
        {
            var imported = await keys.ImportAsync(given.Reveal(), new NewKey { Name = "bootstrap" }, "start-up", cancellation);
            return imported.TryGet(out _, out var problem) ? null : throw new StartRefusedException("SALLYPORT_BOOTSTRAP_KEY cannot be used: " + problem.Detail);
        }

        if (services.GetRequiredService<KeyRing>().Count > 0) return null;
        var made = await keys.CreateAsync(new NewKey { Name = "first key" }, "start-up", cancellation);
        return made.TryGet(out var issued, out var refused) ? issued.Key.Reveal() : throw new StartRefusedException("The first key cannot be made: " + refused.Detail);
    }

    public RequestDelegate Api(IServiceProvider services) => services.GatewayPath();

    public void MapAdmin(IEndpointRouteBuilder admin) => admin.MapControl();

    public void EndOpen(IServiceProvider services) => services.GetRequiredService<UpstreamTransport>().EndAll();

    public async ValueTask WarmUpAsync(IServiceProvider services, CancellationToken cancellation)
    {
        await WarmUp.RunAsync(services.GetRequiredService<SnapshotSource>().Current, services.GetRequiredService<InstallationKeys>(), services.GetRequiredService<TimeProvider>());
        services.GetRequiredService<Readiness>().Set(ReadyParts.WarmUp, true);
    }
}
