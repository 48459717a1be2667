using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Governance;
using Sallyport.IntegrationTests.Storage;
using Xunit;

namespace Sallyport.IntegrationTests.Governance;

/// <summary>Retention: what goes, what stays, and that it takes two people.</summary>
public sealed class RetentionTests(SharedPostgres postgres)
{
    private const string Before = "2025-01-01T00:00:00Z";
    private static readonly DateTimeOffset Old = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Old_leaves_go_with_two_people_holds_stay_and_the_log_still_verifies(bool onPostgres)
    {
        await using var gateway = await GovernedGateway.StartAsync(onPostgres ? postgres : null);
        var (ann, olga) = (await gateway.AdminAsync("ann", AdminRole.Operator), await gateway.AdminAsync("olga", AdminRole.Owner));
        var first = await FillAsync(gateway, 40);
        await gateway.SendAsync(olga, "POST", "/admin/v1/holds", """{"key_id":"heldkey000","reason":"case 7"}""", HttpStatusCode.Created);
        await gateway.Host.Services.GetRequiredService<Checkpointer>().CheckpointAsync(default);

        var plan = await gateway.SendAsync(ann, "GET", $"/admin/v1/retention?before={Before}");
        Assert.Equal((78, 2, 2), (plan.GetProperty("leaves").GetInt32(), plan.GetProperty("ranges").GetInt32(), plan.GetProperty("held").GetInt32()));
        var approval = await gateway.ApprovedAsync(ann, olga, $$"""{"action":"audit.prune","before":"{{Before}}","reason":"old enough"}""");
        var done = await gateway.SendAsync(olga, "POST", "/admin/v1/audit/prune", $$"""{"before":"{{Before}}","approval":"{{approval}}"}""");
        Assert.Equal(plan.GetRawText(), done.GetRawText());

        var leaves = await gateway.Host.Services.GetRequiredService<ILedgerStore>().ReadAsync(0, 10_000, default);
        var gone = leaves.Where(l => l.Json.IsEmpty).Select(l => l.Sequence).ToArray();
        var held = new[] { first + 20, first + 21 };
        Assert.Equal(Enumerable.Range(0, 80).Select(i => first + i).Except(held), gone);

        var allowing = await gateway.LeavesAsync("audit.pruned");
        Assert.Equal([(first, first + 19), (first + 22, first + 79)], allowing.Select(l => l.Entry.TargetRange!.Value));
        Assert.All(allowing, l => Assert.Equal(("ann,olga", "old enough", "olga"), (string.Join(',', l.Entry.Approval!.By), l.Entry.Approval.Reason, l.Entry.Actor)));
        var report = await gateway.VerifyAsync();
        Assert.True(report.ProblemCount == 0, string.Join('\n', report.Problems));
        Assert.Equal(78, report.Tombstones);

        // A second run finds nothing more, and leaves what allowed the first.
        approval = await gateway.ApprovedAsync(ann, olga, $$"""{"action":"audit.prune","before":"{{Before}}","reason":"again"}""");
        Assert.Equal(0, (await gateway.SendAsync(olga, "POST", "/admin/v1/audit/prune", $$"""{"before":"{{Before}}","approval":"{{approval}}"}""")).GetProperty("leaves").GetInt32());

        // Once the hold is lifted, by two people again, the rest goes as well.
        var hold = (await gateway.SendAsync(ann, "GET", "/admin/v1/holds")).GetProperty("holds")[0].GetProperty("id").GetString();
        var lift = await gateway.ApprovedAsync(ann, olga, $$"""{"action":"hold.lift","hold":"{{hold}}","reason":"case closed"}""");
        await gateway.SendAsync(olga, "POST", $"/admin/v1/holds/{hold}/lift", $$"""{"approval":"{{approval}}"}""", HttpStatusCode.Conflict);
        await gateway.SendAsync(olga, "POST", $"/admin/v1/holds/{hold}/lift", $$"""{"approval":"{{lift}}"}""");
        approval = await gateway.ApprovedAsync(ann, olga, $$"""{"action":"audit.prune","before":"{{Before}}","reason":"the rest"}""");
        Assert.Equal(2, (await gateway.SendAsync(olga, "POST", "/admin/v1/audit/prune", $$"""{"before":"{{Before}}","approval":"{{approval}}"}""")).GetProperty("leaves").GetInt32());
        Assert.Equal(0, (await gateway.VerifyAsync()).ProblemCount);
    }

    [Fact]
    public async Task Nothing_goes_without_two_people_and_an_approval_is_good_once_for_one_thing()
    {
        await using var gateway = await GovernedGateway.StartAsync(null);
        var (ann, olga, omar) = (await gateway.AdminAsync("ann", AdminRole.Operator), await gateway.AdminAsync("olga", AdminRole.Owner), await gateway.AdminAsync("omar", AdminRole.Owner));
        await FillAsync(gateway, 3);
        await gateway.Host.Services.GetRequiredService<Checkpointer>().CheckpointAsync(default);
        var request = $$"""{"action":"audit.prune","before":"{{Before}}","reason":"old enough"}""";
        string Prune(string? approval, string before = Before) => $$"""{"before":"{{before}}","approval":"{{approval ?? Guid.CreateVersion7().ToString()}}"}""";

        Assert.Equal("named_admin_needed", await CodeAsync(gateway, GovernedGateway.Bootstrap, "/admin/v1/approvals", request, HttpStatusCode.Forbidden));
        Assert.Equal("approval_not_found", await CodeAsync(gateway, olga, "/admin/v1/audit/prune", Prune(null), HttpStatusCode.NotFound));
        var id = (await gateway.SendAsync(olga, "POST", "/admin/v1/approvals", request, HttpStatusCode.Created)).GetProperty("id").GetString();
        Assert.Equal("approval_needed", await CodeAsync(gateway, olga, "/admin/v1/audit/prune", Prune(id), HttpStatusCode.Conflict));
        Assert.Equal("own_request", await CodeAsync(gateway, olga, $"/admin/v1/approvals/{id}/approve", null, HttpStatusCode.Forbidden));
        Assert.Equal("named_admin_needed", await CodeAsync(gateway, GovernedGateway.Bootstrap, $"/admin/v1/approvals/{id}/approve", null, HttpStatusCode.Forbidden));
        Assert.Equal("forbidden", await CodeAsync(gateway, ann, $"/admin/v1/approvals/{id}/approve", null, HttpStatusCode.Forbidden));
        await gateway.SendAsync(omar, "POST", $"/admin/v1/approvals/{id}/approve");
        Assert.Equal("approval_not_open", await CodeAsync(gateway, omar, $"/admin/v1/approvals/{id}/approve", null, HttpStatusCode.Conflict));
        Assert.Equal("approval_needed", await CodeAsync(gateway, olga, "/admin/v1/audit/prune", Prune(id, "2025-01-02T00:00:00Z"), HttpStatusCode.Conflict));
        Assert.Equal("forbidden", await CodeAsync(gateway, ann, "/admin/v1/audit/prune", Prune(id), HttpStatusCode.Forbidden));
        Assert.Empty(await gateway.LeavesAsync("audit.pruned"));

        Assert.Equal(6, (await gateway.SendAsync(olga, "POST", "/admin/v1/audit/prune", Prune(id))).GetProperty("leaves").GetInt32());
        Assert.Equal("approval_needed", await CodeAsync(gateway, olga, "/admin/v1/audit/prune", Prune(id), HttpStatusCode.Conflict));
        Assert.Equal(["olga"], (await gateway.LeavesAsync("approval.requested")).Select(l => l.Entry.Actor));
        Assert.Equal(["omar"], (await gateway.LeavesAsync("approval.granted")).Select(l => l.Entry.Actor));
    }

    [Fact]
    public async Task Younger_leaves_than_retention_asks_for_are_out_of_reach()
    {
        await using var gateway = await GovernedGateway.StartAsync(null);
        var soon = TimeProvider.System.GetUtcNow().AddDays(-399).ToString("O", CultureInfo.InvariantCulture);
        var owner = await gateway.AdminAsync("olga", AdminRole.Owner);
        Assert.Equal("invalid_input", (await gateway.SendAsync(owner, "GET", "/admin/v1/retention?before=" + Uri.EscapeDataString(soon), null, HttpStatusCode.BadRequest)).GetProperty("code").GetString());
        Assert.Equal("invalid_input", await CodeAsync(gateway, owner, "/admin/v1/audit/prune", $$"""{"before":"{{soon}}","approval":"{{Guid.CreateVersion7()}}"}""", HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Each_class_has_a_time_of_its_own_and_a_short_one_is_recorded_with_its_reason()
    {
        await using var gateway = await GovernedGateway.StartAsync(null, "audit: { retention: { days: 20000, reason: \"works council\", classes: { intent: 100 } } }\n");
        Assert.Equal("works council", Assert.Single(await gateway.LeavesAsync("configuration.loaded")).Entry.Approval!.Reason);
        var first = await FillAsync(gateway, 3);
        var (ann, olga) = (await gateway.AdminAsync("ann", AdminRole.Auditor), await gateway.AdminAsync("olga", AdminRole.Owner));
        await gateway.Host.Services.GetRequiredService<Checkpointer>().CheckpointAsync(default);
        var approval = await gateway.ApprovedAsync(ann, olga, $$"""{"action":"audit.prune","before":"{{Before}}","reason":"intents only"}""");
        await gateway.SendAsync(olga, "POST", "/admin/v1/audit/prune", $$"""{"before":"{{Before}}","approval":"{{approval}}"}""");
        var gone = (await gateway.Host.Services.GetRequiredService<ILedgerStore>().ReadAsync(0, 1_000, default)).Where(l => l.Json.IsEmpty).Select(l => l.Sequence);
        Assert.Equal([first, first + 2, first + 4], gone);
        Assert.Equal(0, (await gateway.VerifyAsync()).ProblemCount);
    }

    [Fact]
    public async Task A_tombstone_that_no_leaf_allows_is_found()
    {
        await using var gateway = await GovernedGateway.StartAsync(null);
        var first = await FillAsync(gateway, 3);
        await gateway.Host.Services.GetRequiredService<Checkpointer>().CheckpointAsync(default);
        await gateway.Host.Services.GetRequiredService<ILeafPruning>().PruneAsync([first + 1], default);
        Assert.Equal("unexplained-tombstone", Assert.Single((await gateway.VerifyAsync()).Problems).Code.Replace('_', '-'));
    }

    [Fact]
    public async Task Each_role_may_do_its_own_and_no_role_both_operates_and_audits()
    {
        await using var gateway = await GovernedGateway.StartAsync(null);
        var (operate, audit, own) = (await gateway.AdminAsync("ann", AdminRole.Operator), await gateway.AdminAsync("abe", AdminRole.Auditor), await gateway.AdminAsync("olga", AdminRole.Owner));
        foreach (var (token, keys, record, persons, holds) in new[] { (operate, 201, 403, 403, 403), (audit, 403, 200, 200, 403), (own, 403, 403, 403, 201), (GovernedGateway.Bootstrap, 201, 200, 200, 201), ("sp_admin_none", 401, 401, 401, 401) })
        {
            await gateway.SendAsync(token, "POST", "/admin/v1/keys", """{"name":"k"}""", (HttpStatusCode)keys);
            await gateway.SendAsync(token, "GET", "/admin/v1/audit?limit=1", null, (HttpStatusCode)record);
            await gateway.SendAsync(token, "GET", "/admin/v1/audit/persons?limit=1", null, (HttpStatusCode)persons);
            await gateway.SendAsync(token, "POST", "/admin/v1/holds", """{"key_id":"k","reason":"r"}""", (HttpStatusCode)holds);
        }

        Assert.Equal(["ann", "bootstrap"], (await gateway.LeavesAsync("key.created")).Select(l => l.Entry.Actor).Where(a => a is not "start-up"));
        Assert.Equal(["abe", "bootstrap"], (await gateway.LeavesAsync("audit.read")).Select(l => l.Entry.Actor));
        Assert.Null(await gateway.Host.Services.GetRequiredService<Sallyport.Control.Identity.AdminService>().RevokeAsync("olga", "cli:test", default));
        await gateway.SendAsync(own, "GET", "/admin/v1/holds", null, HttpStatusCode.Unauthorized);
    }

    /// <summary>Appends old pairs of intent and result; the tenth pair but one is of a key on hold.</summary>
    /// <returns>Sequence number of the first.</returns>
    private static async Task<long> FillAsync(GovernedGateway gateway, int pairs)
    {
        var audit = gateway.Host.Services.GetRequiredService<IAuditStore>();
        var first = 0L;
        for (var i = 0; i < pairs; i++)
        {
            var entry = new AuditEntry { Type = AuditEntryType.Intent, ExchangeId = Guid.CreateVersion7(Old), At = Old.AddMinutes(i), KeyId = i == 10 ? "heldkey000" : "otherkey00" };
            var intent = await audit.AppendAsync(entry, default);
            if (i == 0) first = intent;
            await audit.AppendAsync(entry with { Type = AuditEntryType.Result, IntentSequence = intent, Decision = Decision.Allowed }, default);
        }

        return first;
    }

    private static async Task<string?> CodeAsync(GovernedGateway gateway, string token, string path, string? json, HttpStatusCode expected) =>
        (await gateway.SendAsync(token, "POST", path, json, expected)).GetProperty("code").GetString();
}
