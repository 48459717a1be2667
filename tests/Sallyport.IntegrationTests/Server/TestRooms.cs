using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Telemetry;
using Sallyport.Server.Hosting;
using Sallyport.Testing.Configuration;

namespace Sallyport.IntegrationTests.Server;

/// <summary>Rooms whose data path a test writes.</summary>
internal sealed class TestRooms(Func<HttpContext, Task>? api = null) : IRooms
{
    public IDetectorSource Detectors { get; } = new PlainDetectorSource();

    public FirstStart First { get; init; } = FirstStart.Nothing;

    public ReadyParts Ready { get; init; } = ReadyParts.Store | ReadyParts.Keys;

    public IEnumerable<Command> Verbs() => [];

    public void AddServices(IServiceCollection services)
    {
    }

    public ValueTask<FirstStart> PrepareAsync(IServiceProvider services, CancellationToken cancellation)
    {
        services.GetRequiredService<Readiness>().Set(Ready, true);
        return new(First);
    }

    public RequestDelegate Api(IServiceProvider services)
    {
        var metrics = services.GetRequiredService<GatewayMetrics>();
        return async context =>
        {
            metrics.ExchangeOpened();
            try
            {
                await (api?.Invoke(context) ?? context.Response.WriteAsync("path"));
            }
            finally
            {
                metrics.ExchangeClosed();
            }
        };
    }

    public void MapAdmin(IEndpointRouteBuilder admin) => admin.MapGet("/admin/v1/probe", (RequestDelegate)(c => c.Response.WriteAsync("admin")));

    public ValueTask WarmUpAsync(IServiceProvider services, CancellationToken cancellation)
    {
        services.GetRequiredService<Readiness>().Set(ReadyParts.WarmUp, true);
        return default;
    }
}
