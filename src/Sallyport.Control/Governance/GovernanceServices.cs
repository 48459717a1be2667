using Microsoft.Extensions.DependencyInjection;

namespace Sallyport.Control.Governance;

/// <summary>Registers who may decide what about the record.</summary>
internal static class GovernanceServices
{
    public static IServiceCollection AddGovernance(this IServiceCollection services) => services
        .AddSingleton<GovernanceRecord>()
        .AddSingleton<SubjectService>()
        .AddSingleton<ApprovalService>()
        .AddSingleton<HoldService>()
        .AddSingleton<RetentionService>();
}
