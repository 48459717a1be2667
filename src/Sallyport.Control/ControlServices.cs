using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sallyport.Control.Evidence;
using Sallyport.Control.Http;
using Sallyport.Control.Identity;
using Sallyport.Control.Keys;
using Sallyport.Control.Monitoring;
using Sallyport.Control.Review;

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
        return services.AddSingleton<AdminTokens>().AddSingleton<KeyService>().AddSingleton<AuditReads>().AddSingleton<AuditExporter>().AddSingleton<ReviewService>().AddSingleton<IStatusSource, KeyRingStatus>().AddSingleton<IStatusSource, LedgerStatus>();
    }
}
