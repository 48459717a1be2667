using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Alerts;
using Sallyport.Gateway.Audit.Anchors;
using Sallyport.Gateway.Audit.Capture;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Audit.Proofs;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Forwarding;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Moderation;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Review;
using Sallyport.Gateway.Routing;
using Sallyport.Gateway.Routing.Health;
using Sallyport.Gateway.Settlement;
using Sallyport.Gateway.Telemetry;

namespace Sallyport.Gateway;

/// <summary>Registers the data path.</summary>
public static class GatewayServices
{
    /// <summary>Adds the path and its steps. Stores, authenticator, snapshot and metrics must be there already.</summary>
    public static IServiceCollection AddGateway(this IServiceCollection services) => services
        .AddSingleton(ModelCatalog.Shipped)
        .AddSingleton<AdmissionController>()
        .AddSingleton<LimitHolders>()
        .AddSingleton<LimitController>()
        .AddSingleton<LimitCounters>()
        .AddSingleton<ILimitCounters>(static services => services.GetRequiredService<LimitCounters>())
        .AddHostedService<LimitUpkeep>()
        .AddSingleton<Conversations>()
        .AddSingleton<ExposureLedger>()
        .AddSingleton<CompanyInspection>()
        .AddSingleton<CheaperModels>()
        .AddSingleton<HealthBoard>()
        .AddSingleton(static services => new UpstreamHealthReport(services.GetRequiredService<SnapshotSource>(), services.GetRequiredService<HealthBoard>()))
        .AddSingleton<TargetOrder>()
        .AddSingleton<ModelChecks>()
        .AddSingleton<Router>()
        .AddSingleton<UpstreamTransport>()
        .AddSingleton<UpstreamLanes>()
        .AddSingleton<Caching.AnswerCache>()
        .AddSingleton<Forwarder>()
        .AddHostedService<UpstreamProbes>()
        .AddSingleton<ModelList>()
        .AddSingleton<TokenCalibration>()
        .AddSingleton<TokenEstimator>()
        .AddSingleton<RequestEstimator>()
        .AddSingleton<LocalCounts>()
        .AddSingleton<LeafProver>()
        .AddSingleton<OwnProofs>()
        .AddSingleton<ExchangeObserver>()
        .AddSingleton<Moderators>()
        .AddSingleton<ReviewQueue>()
        .AddHostedService(static services => services.GetRequiredService<ReviewQueue>())
        .AddSingleton<AnchorService>()
        .AddHostedService(static services => services.GetRequiredService<AnchorService>())
        .AddSingleton<AuditExportService>()
        .AddHostedService(static services => services.GetRequiredService<AuditExportService>())
        .AddSingleton<SpendWatch>()
        .AddSingleton<PriceWatch>()
        .AddSingleton<ISpendObserver>(static services => services.GetRequiredService<SpendWatch>())
        .AddSingleton<ContentCapture>()
        .AddHostedService(static services => services.GetRequiredService<ContentCapture>())
        .AddHostedService<ContentPruner>()
        .AddSingleton<AuditRecorder>()
        .AddSingleton<GatewayPipeline>();

    /// <summary>Adds who watches over budgets and tells of them while the gateway serves.</summary>
    public static IServiceCollection AddAlerts(this IServiceCollection services) => services.AddHostedService<AlertService>().AddHostedService<AlertPostman>();

    /// <summary>The path as a request handler.</summary>
    public static RequestDelegate GatewayPath(this IServiceProvider services)
    {
        var transport = services.GetRequiredService<UpstreamTransport>();
        var (snapshots, pipeline, time) = (services.GetRequiredService<SnapshotSource>(), services.GetRequiredService<GatewayPipeline>(), services.GetRequiredService<TimeProvider>());
        var board = services.GetRequiredService<HealthBoard>();
        services.GetRequiredService<GatewayMetrics>().ObserveBreakers(() => board.All.Select(u => (u.Key, (int)u.Value.Worst)));
        snapshots.Changed += next =>
        {
            transport.KeepOnly(next.Upstreams.Values);
            board.KeepOnly(next.Upstreams.Values);
        };
        return http => pipeline.HandleAsync(new Exchange(http, snapshots.Current, time));
    }
}
