using Sallyport.Gateway.Governance;
using Xunit;

namespace Sallyport.IntegrationTests.Storage.Contracts;

/// <summary>What every engine promises of administrators, approvals and holds.</summary>
public abstract class GovernanceStoreContract
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected abstract IAdminStore Administrators { get; }

    protected abstract IApprovalStore Approvals { get; }

    protected abstract IHoldStore Holds { get; }

    [Fact]
    public async Task A_token_is_found_by_its_hash_until_it_is_revoked_and_its_name_is_never_given_again()
    {
        var ada = new Administrator("ada", AdminRole.Owner, Hash(1), "cli:root", Noon, null);
        Assert.True(await Administrators.TryAddAsync(ada, default));
        Assert.True(await Administrators.TryAddAsync(ada with { Name = "bob", Hash = Hash(2), Role = AdminRole.Auditor }, default));
        Assert.False(await Administrators.TryAddAsync(ada with { Hash = Hash(3) }, default));
        Assert.False(await Administrators.TryAddAsync(ada with { Name = "eve" }, default)); // the same token for two

        var found = (await Administrators.FindAsync(Hash(1), default))!;
        Assert.Equal(("ada", AdminRole.Owner, "cli:root", Noon), (found.Name, found.Role, found.CreatedBy, found.CreatedAt));
        Assert.Null(await Administrators.FindAsync(Hash(9), default));

        Assert.True(await Administrators.TryRevokeAsync("ada", Noon.AddHours(1), default));
        Assert.False(await Administrators.TryRevokeAsync("ada", Noon.AddHours(2), default));
        Assert.False(await Administrators.TryRevokeAsync("nobody", Noon, default));
        Assert.Null(await Administrators.FindAsync(Hash(1), default));
        Assert.False(await Administrators.TryAddAsync(ada with { Hash = Hash(4) }, default));
        Assert.Equal([("ada", (DateTimeOffset?)Noon.AddHours(1)), ("bob", null)], (await Administrators.ListAsync(default)).Select(a => (a.Name, a.RevokedAt)));
    }

    [Fact]
    public async Task An_approval_comes_back_as_it_was()
    {
        var (older, newer) = (Approval(0), Approval(1));
        Assert.True(await Approvals.TryAddAsync(older, default));
        Assert.True(await Approvals.TryAddAsync(newer, default));
        Assert.False(await Approvals.TryAddAsync(newer, default));
        var found = (await Approvals.FindAsync(older.Id, default))!;
        Assert.Equal(older.Digest.ToArray(), found.Digest.ToArray());
        Assert.Equal(older, found with { Digest = older.Digest });
        Assert.Equal([newer.Id, older.Id], (await Approvals.ListAsync(10, default)).Select(a => a.Id));
        Assert.Equal([newer.Id], (await Approvals.ListAsync(1, default)).Select(a => a.Id));
        Assert.Null(await Approvals.FindAsync(Guid.CreateVersion7(), default));
    }

    [Fact]
    public async Task Nobody_approves_their_own_request_and_nobody_approves_twice_or_late()
    {
        var approval = Approval(0);
        await Approvals.TryAddAsync(approval, default);
        Assert.False(await Approvals.TryApproveAsync(approval.Id, approval.RequestedBy, Noon.AddHours(1), default));
        Assert.False(await Approvals.TryApproveAsync(approval.Id, "bob", approval.ExpiresAt, default));
        Assert.False(await Approvals.TryApproveAsync(Guid.CreateVersion7(), "bob", Noon, default));
        Assert.True(await Approvals.TryApproveAsync(approval.Id, "bob", Noon.AddHours(1), default));
        Assert.False(await Approvals.TryApproveAsync(approval.Id, "eve", Noon.AddHours(2), default));
        var found = (await Approvals.FindAsync(approval.Id, default))!;
        Assert.Equal(("bob", Noon.AddHours(1)), (found.ApprovedBy, found.ApprovedAt!.Value));
    }

    [Fact]
    public async Task An_approval_is_used_once_in_time_and_only_for_what_it_was_given()
    {
        var approval = Approval(0);
        await Approvals.TryAddAsync(approval, default);
        Assert.False(await Approvals.TryUseAsync(approval.Id, approval.Digest, Noon.AddHours(1), default)); // not approved
        await Approvals.TryApproveAsync(approval.Id, "bob", Noon.AddHours(1), default);
        Assert.False(await Approvals.TryUseAsync(approval.Id, Hash(99), Noon.AddHours(2), default)); // for something else
        Assert.False(await Approvals.TryUseAsync(approval.Id, approval.Digest, approval.ExpiresAt, default)); // late
        var uses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await Approvals.TryUseAsync(approval.Id, approval.Digest, Noon.AddHours(2), default))));
        Assert.Single(uses, used => used);
        Assert.Equal(Noon.AddHours(2), (await Approvals.FindAsync(approval.Id, default))!.UsedAt);
    }

    [Fact]
    public async Task A_hold_stays_after_it_is_lifted()
    {
        var hold = new Hold("h_aaaaaaaaaaaa", "key0", "s_x", Noon, Noon.AddDays(1), "case 7; \"DROP\" 'x'", "ada", Noon, null, null);
        Assert.True(await Holds.TryAddAsync(hold, default));
        Assert.False(await Holds.TryAddAsync(hold, default));
        Assert.True(await Holds.TryAddAsync(new Hold("h_b", null, null, null, Noon, "r", "ada", Noon.AddHours(1), null, null), default));
        Assert.Equal(hold, (await Holds.ListAsync(default))[0]);
        Assert.True(await Holds.TryLiftAsync(hold.Id, "bob", Noon.AddDays(2), default));
        Assert.False(await Holds.TryLiftAsync(hold.Id, "eve", Noon.AddDays(3), default));
        Assert.False(await Holds.TryLiftAsync("h_none", "eve", Noon, default));
        Assert.Equal([("h_aaaaaaaaaaaa", false), ("h_b", true)], (await Holds.ListAsync(default)).Select(h => (h.Id, h.IsActive)));
        Assert.Equal(hold with { LiftedBy = "bob", LiftedAt = Noon.AddDays(2) }, (await Holds.ListAsync(default))[0]);
    }

    private static Approval Approval(int minute) => new(
        Guid.CreateVersion7(Noon.AddMinutes(minute)), "audit.prune", Hash(minute + 10), """{"before":"2025-01-01T00:00:00.0000000Z"}""", "old enough", "ada", Noon.AddMinutes(minute), Noon.AddDays(1));

    private static byte[] Hash(int seed) => [.. Enumerable.Repeat((byte)seed, 32)];
}
