using System.Collections.Frozen;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Governance;

namespace Sallyport.Control.Identity;

/// <summary>Who is asking, and what that role may do.</summary>
public sealed class AdminIdentity
{
    private static readonly FrozenSet<AdminPermission> All = Enum.GetValues<AdminPermission>().ToFrozenSet();

    // Each set is written out: a permission that is new belongs to nobody but the bootstrap token until somebody decides whose it is.
    private static readonly FrozenSet<AdminPermission> Operator = new[]
    {
        AdminPermission.KeysRead, AdminPermission.KeysWrite, AdminPermission.StatusRead, AdminPermission.ApiRead, AdminPermission.ReviewsRead, AdminPermission.ReviewsWrite,
        AdminPermission.ApprovalsRead, AdminPermission.ApprovalsRequest, AdminPermission.HoldsRead, AdminPermission.UsageRead,
        AdminPermission.AlertsRead, AdminPermission.StopsRead, AdminPermission.StopsWrite,
    }.ToFrozenSet();

    private static readonly FrozenSet<AdminPermission> Auditor = new[]
    {
        AdminPermission.AuditRead, AdminPermission.AuditExport, AdminPermission.AuditPersonal, AdminPermission.StatusRead, AdminPermission.ApiRead, AdminPermission.ReviewsRead,
        AdminPermission.AdminsRead, AdminPermission.ApprovalsRead, AdminPermission.ApprovalsRequest, AdminPermission.HoldsRead, AdminPermission.SubjectsRead,
        AdminPermission.AlertsRead, AdminPermission.StopsRead,
        AdminPermission.KeysRead, AdminPermission.UsageRead, AdminPermission.ContentRead,
    }.ToFrozenSet();

    private static readonly FrozenSet<AdminPermission> Owner = new[]
    {
        AdminPermission.StatusRead, AdminPermission.ApiRead, AdminPermission.AdminsRead, AdminPermission.ApprovalsRead, AdminPermission.ApprovalsRequest, AdminPermission.ApprovalsApprove,
        AdminPermission.AuditPrune, AdminPermission.HoldsRead, AdminPermission.HoldsWrite, AdminPermission.SubjectsRead, AdminPermission.SubjectsErase,
        AdminPermission.AlertsRead, AdminPermission.StopsRead, AdminPermission.StopsWrite,
        AdminPermission.UsageRead,
    }.ToFrozenSet();

    private readonly FrozenSet<AdminPermission> _permissions;

    private AdminIdentity(string name, string role, bool isPerson, FrozenSet<AdminPermission> permissions) => (Name, Role, IsPerson, _permissions) = (name, role, isPerson, permissions);

    /// <summary>Whoever holds the token of the first start. It may do everything but what needs two people: it says nothing of who holds it.</summary>
    public static AdminIdentity Bootstrap { get; } = new("bootstrap", "bootstrap", isPerson: false, All);

    /// <summary>What the record calls who is asking.</summary>
    public string Name { get; }

    public string Role { get; }

    /// <summary>Whether this is one person's own token.</summary>
    public bool IsPerson { get; }

    public static AdminIdentity Of(Administrator administrator) => new(administrator.Name, EnumWords.Of(administrator.Role), isPerson: true, PermissionsOf(administrator.Role));

    public bool May(AdminPermission permission) => _permissions.Contains(permission);

    /// <summary>What a role may do.</summary>
    public static FrozenSet<AdminPermission> PermissionsOf(AdminRole role) => role switch
    {
        AdminRole.Operator => Operator,
        AdminRole.Auditor => Auditor,
        AdminRole.Owner => Owner,
        _ => [],
    };
}
