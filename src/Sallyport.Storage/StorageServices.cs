using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sallyport.Gateway.Authentication;
using Sallyport.Storage.Postgres;

namespace Sallyport.Storage;

/// <summary>Registers the stores of an opened data directory.</summary>
public static class StorageServices
{
    /// <summary>Adds the stores, the installation's keys, the key hasher, the key ring with its refresher, and the authenticator.</summary>
    /// <param name="data">Stays the caller's to dispose, after the host has stopped.</param>
    public static IServiceCollection AddStorage(this IServiceCollection services, DataDirectory data)
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
            .AddSingleton(data.Responses)
            .AddSingleton(data.Reviews)
            .AddSingleton(data.Settings)
            .AddSingleton(new KeyHasher(data.Installation.Pepper.Span))
            .AddSingleton<KeyRing>()
            .AddSingleton<KeyChangeSignal>()
            .AddHostedService<KeyRingRefresher>()
            .AddSingleton<Authenticator>();
    }
}
