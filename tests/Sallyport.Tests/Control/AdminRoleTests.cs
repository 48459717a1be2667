using Sallyport.Control.Identity;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Governance;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Control;

public sealed class AdminRoleTests
{
    private static readonly AdminRole[] Roles = Enum.GetValues<AdminRole>();

    [Fact]
    public void Every_permission_belongs_to_some_role_so_that_no_work_needs_the_bootstrap_token() =>
        Assert.All(Enum.GetValues<AdminPermission>(), p => Assert.Contains(Roles, r => AdminIdentity.PermissionsOf(r).Contains(p)));

    [Fact]
    public void No_role_both_changes_what_is_recorded_and_reads_the_record()
    {
        AdminPermission[] acting = [AdminPermission.KeysWrite, AdminPermission.ReviewsWrite, AdminPermission.SubjectsErase, AdminPermission.AuditPrune, AdminPermission.HoldsWrite, AdminPermission.ApprovalsApprove];
        AdminPermission[] reading = [AdminPermission.AuditRead, AdminPermission.AuditExport, AdminPermission.AuditPersonal, AdminPermission.ContentRead];
        Assert.All(Roles, r => Assert.False(AdminIdentity.PermissionsOf(r).Overlaps(acting) && AdminIdentity.PermissionsOf(r).Overlaps(reading)));
    }

    [Fact]
    public void The_table_in_the_documentation_says_what_the_code_says()
    {
        var rows = File.ReadAllLines(Repository.Combine("docs", "audit.md")).SkipWhile(l => !l.StartsWith("| Permission |", StringComparison.Ordinal)).Skip(2).TakeWhile(l => l.StartsWith('|')).ToArray();
        var expected = Enum.GetValues<AdminPermission>().Select(p => $"| `{EnumWords.Of(p)}` |" + string.Concat(Roles.Select(r => AdminIdentity.PermissionsOf(r).Contains(p) ? " yes |" : " |")));
        Assert.Equal(expected, rows);
    }
}
