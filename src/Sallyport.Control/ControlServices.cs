using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sallyport.Control.Evidence;
using Sallyport.Control.Evidence.Content;
using Sallyport.Control.Evidence.Exposure;
using Sallyport.Control.Evidence.Report;
using Sallyport.Control.Evidence.Usage;
using Sallyport.Control.Governance;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;
using Sallyport.Control.Incidents;
using Sallyport.Control.Keys;
using Sallyport.Control.Monitoring;
using Sallyport.Control.Review;
using Sallyport.Control.Witnesses;

namespace Sallyport.Control;

/// <summary>Registers the control plane.</summary>
public static class ControlServices
{
    /// <summary>Needs what Storage registers. Call <see cref="AdminTokens.EnsureAsync"/> before serving.</summary>
    public static IServiceCollection AddControl(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.ConfigureHttpJsonOptions(o => AdminJson.Apply(o.SerializerOptions)); // what the description is made from
        services.AddOpenApi(o =>
        {
            o.ShouldInclude = d => d.ActionDescriptor.EndpointMetadata.OfType<PermissionMetadata>().Any();
            o.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = "Sallyport admin API";
                document.Info.Version = "v1";
                document.Servers?.Clear();
                return Task.CompletedTask;
            });
        });
        services.AddGovernance();
        return services.AddSingleton<AdminTokens>().AddSingleton<AdminService>().AddSingleton<PersonReader>().AddSingleton<KeyService>().AddSingleton<AuditReads>().AddSingleton<AuditExporter>()
            .AddSingleton<CertaintyService>().AddSingleton<UsageService>().AddSingleton<ExposureService>().AddSingleton<ReportService>()
            .AddSingleton<AuditProofs>().AddSingleton<WitnessFollower>().AddSingleton<IStatusSource>(s => s.GetRequiredService<WitnessFollower>()).AddHostedService(s => s.GetRequiredService<WitnessFollower>())
            .AddSingleton<StopService>().AddSingleton<ReviewService>().AddSingleton<IStatusSource, KeyRingStatus>().AddSingleton<IStatusSource, LedgerStatus>().AddSingleton<IStatusSource, AnchorStatus>().AddSingleton<IStatusSource, CaptureStatus>().AddSingleton<ContentService>();
    }
}
