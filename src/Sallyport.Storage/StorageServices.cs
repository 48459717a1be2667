using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.ReadModels;
using Sallyport.Gateway.Authentication;
using Sallyport.Storage.Files;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Postgres;

namespace Sallyport.Storage;

/// <summary>Registers the stores of an opened data directory.</summary>
public static class StorageServices
{
    /// <summary>Adds the stores, the installation's keys, the key hasher, the key ring and the board of switches with their refresher, and the authenticator.</summary>
    /// <param name="data">Stays the caller's to dispose, after the host has stopped.</param>
    /// <param name="checkpointEvery">Longest time between two checkpoints while there is something new.</param>
    /// <param name="retention">How long rows of the read models are kept; the default if null.</param>
    public static IServiceCollection AddStorage(this IServiceCollection services, DataDirectory data, TimeSpan checkpointEvery, ReadModelRetention? retention = null)
    {
        if (data.Database is { } address)
        {
            services.AddHostedService(s => new PostgresKeyListener(
                address, s.GetRequiredService<KeyChangeSignal>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<PostgresKeyListener>>()));
        }

        return services
            .AddSingleton(data.Installation)
            .AddSingleton(data.Keys)
            .AddSingleton(data.Audit)
            .AddSingleton(data.Ledger)
            .AddSingleton(data.ExportCursors)
            .AddSingleton(data.State)
            .AddSingleton<IGapCounter>(data.Gap)
            .AddSingleton(data.Subjects)
            .AddSingleton(data.Contents)
            .AddSingleton(data.ReadModels)
            .AddSingleton(retention ?? ReadModelRetention.Default)
            .AddSingleton<UsageProjector>()
            .AddHostedService(s => s.GetRequiredService<UsageProjector>())
            .AddSingleton(data.Pruning)
            .AddSingleton(data.Persons)
            .AddSingleton(s => data.NewCheckpointer(checkpointEvery, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<Checkpointer>>()))
            .AddHostedService(s => s.GetRequiredService<Checkpointer>())
            .AddSingleton(data.Responses)
            .AddSingleton(data.Reviews)
            .AddSingleton(data.Settings)
            .AddSingleton(data.Administrators)
            .AddSingleton(data.Approvals)
            .AddSingleton(data.Holds)
            .AddSingleton(data.Limits)
            .AddSingleton(data.Stops)
            .AddSingleton(data.Alerts)
            .AddSingleton<StopBoard>()
            .AddSingleton<StopSetter>()
            .AddSingleton(new KeyHasher(data.Installation.Pepper.Span))
            .AddSingleton<KeyRing>()
            .AddSingleton<KeyChangeSignal>()
            .AddHostedService<KeyRingRefresher>()
            .AddSingleton<Authenticator>();
    }
    /// <summary>Adds who watches over the log while the gateway serves. Needs configuration, readiness and metrics.</summary>
    public static IServiceCollection AddLedgerGuard(this IServiceCollection services, DataDirectory data) => services.AddSingleton(data).AddHostedService<LedgerGuard>();
}
