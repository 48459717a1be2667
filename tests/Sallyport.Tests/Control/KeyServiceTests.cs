using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Control;
using Sallyport.Control.Keys;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Providers;
using Sallyport.Storage.Memory;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Control;

public sealed class KeyServiceTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly MemoryKeyStore _keys = new();
    private readonly MemoryLedger _audit = new();
    private readonly KeyRing _ring;
    private readonly Authenticator _authenticator;
    private readonly KeyService _service;

    public KeyServiceTests()
    {
        _ring = new KeyRing(_keys, _clock, NullLogger<KeyRing>.Instance);
        _authenticator = new Authenticator(_ring, SampleKeys.Hasher, _clock, NullLogger<Authenticator>.Instance);
        _service = new KeyService(_keys, _audit, new MemorySubjectVault(), SampleKeys.Hasher, _clock, _ring);
    }

    public void Dispose() => _ring.Dispose();

    [Fact]
    public async Task A_created_key_works_at_once_and_is_recorded()
    {
        var issued = await CreateAsync();
        Assert.True(Works(issued.Key));
        var entry = await LastEntryAsync();
        Assert.Equal(("key.created", issued.Record.Id, "ada", Decision.Allowed), (entry.Action, entry.Target, entry.Actor, entry.Decision));
    }

    [Fact]
    public async Task Every_error_is_told_at_once()
    {
        var result = await _service.CreateAsync(
            new NewKey
            {
                Name = " ",
                Environment = "moon",
                Team = "a\nb",
                ExpiresAt = _clock.GetUtcNow(),
                Scopes = new ScopeInput { Endpoints = ["chat", "fly"], Models = ["g*t"], Upstreams = ["a/b"], Capabilities = ["root"] },
            },
            "ada",
            default);
        Assert.False(result.TryGet(out _, out var problem));
        Assert.Equal(8, problem.Errors.Count);
        Assert.Empty(_audit.Entries);
    }

    [Fact]
    public async Task A_change_that_cannot_be_recorded_is_not_made()
    {
        var issued = await CreateAsync();
        _audit.Fault = new StoreUnavailableException("down");
        Assert.Equal("audit_unavailable", ProblemOf(await _service.RevokeAsync(issued.Record.Id, "ada", default)));
        Assert.Equal("audit_unavailable", ProblemOf(await _service.RotateAsync(issued.Record.Id, TimeSpan.Zero, "ada", default)));
        Assert.Equal("audit_unavailable", ProblemOf(await _service.CreateAsync(new NewKey { Name = "x" }, "ada", default)));
        Assert.True(Works(issued.Key));
        Assert.Single(await _keys.ListAsync(default));
    }

    [Fact]
    public async Task A_change_that_was_recorded_and_could_not_be_made_is_recorded_as_failed()
    {
        _keys.Fault = new StoreUnavailableException("down");
        Assert.Equal("store_unavailable", ProblemOf(await _service.CreateAsync(new NewKey { Name = "x" }, "ada", default)));
        var entries = await _audit.ListAsync(new AuditQuery(Type: AuditEntryType.Admin), default);
        Assert.Equal([Decision.Failed, Decision.Allowed], entries.Select(e => e.Entry.Decision!.Value));
        Assert.Equal("store_unavailable", entries[0].Entry.Rejection);
    }

    [Fact]
    public async Task Scopes_change_only_where_they_are_named()
    {
        var id = (await CreateAsync()).Record.Id;
        var result = await _service.UpdateAsync(id, new KeyChange { Scopes = new ScopeInput { Models = ["gpt-*"] } }, "ada", default);
        Assert.True(result.TryGet(out var key, out _));
        Assert.Equal((EndpointGroups.All, Capabilities.Tools), (key.Scopes.Endpoints, key.Scopes.Capabilities));
        Assert.Equal(["gpt-*"], key.Scopes.Models);
        Assert.Equal(["scopes.models"], (await LastEntryAsync()).Changed);
    }

    [Fact]
    public async Task A_change_that_changes_nothing_is_not_recorded()
    {
        var issued = await CreateAsync();
        Assert.True((await _service.EnableAsync(issued.Record.Id, "ada", default)).TryGet(out var key, out _));
        Assert.Equal(1, key.Version);
        Assert.Single(_audit.Entries);
    }

    [Fact]
    public async Task A_disabled_key_stops_and_an_enabled_one_works_again()
    {
        var issued = await CreateAsync();
        await _service.DisableAsync(issued.Record.Id, "ada", default);
        Assert.False(Works(issued.Key));
        await _service.EnableAsync(issued.Record.Id, "ada", default);
        Assert.True(Works(issued.Key));
    }

    [Fact]
    public async Task A_revoked_key_stays_revoked()
    {
        var issued = await CreateAsync();
        await _service.RevokeAsync(issued.Record.Id, "ada", default);
        Assert.False(Works(issued.Key));
        Assert.Equal("key_revoked", ProblemOf(await _service.EnableAsync(issued.Record.Id, "ada", default)));
        Assert.Equal("key_revoked", ProblemOf(await _service.RotateAsync(issued.Record.Id, TimeSpan.Zero, "ada", default)));
        Assert.True((await _service.RevokeAsync(issued.Record.Id, "ada", default)).TryGet(out _, out _));
    }

    [Fact]
    public async Task Rotation_keeps_the_id_and_lets_the_old_secret_work_for_the_overlap()
    {
        var first = await CreateAsync();
        var second = await RotateAsync(first.Record.Id, TimeSpan.FromSeconds(20));
        Assert.Equal(first.Key.Id, second.Key.Id);
        Assert.True(Works(first.Key) && Works(second.Key));

        var third = await RotateAsync(first.Record.Id, TimeSpan.FromSeconds(20));
        Assert.False(Works(first.Key)); // at most two secrets at a time
        Assert.True(Works(second.Key) && Works(third.Key));

        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.False(Works(second.Key));
        Assert.True(Works(third.Key));
    }

    [Fact]
    public async Task Rotation_without_overlap_ends_the_old_secret_at_once()
    {
        var first = await CreateAsync();
        var second = await RotateAsync(first.Record.Id, TimeSpan.Zero);
        Assert.False(Works(first.Key));
        Assert.True(Works(second.Key));
    }

    [Fact]
    public async Task An_imported_key_works_and_importing_it_again_changes_nothing()
    {
        var key = VirtualKey.Create(KeyEnvironment.Staging);
        Assert.True((await _service.ImportAsync(key.Reveal(), new NewKey { Name = "bootstrap" }, "start", default)).TryGet(out var record, out _));
        Assert.Equal(KeyEnvironment.Staging, record.Environment);
        Assert.True(Works(key));

        await _service.DisableAsync(key.Id, "ada", default);
        Assert.True((await _service.ImportAsync(key.Reveal(), new NewKey { Name = "bootstrap" }, "start", default)).TryGet(out record, out _));
        Assert.Equal(KeyState.Disabled, record.State);
        Assert.Equal("invalid_input", ProblemOf(await _service.ImportAsync("sp_prod_nonsense", new NewKey { Name = "bootstrap" }, "start", default)));
    }

    [Fact]
    public async Task Changes_at_the_same_time_all_happen()
    {
        var id = (await CreateAsync()).Record.Id;
        await Task.WhenAll(
            Task.Run(() => _service.DisableAsync(id, "ada", default).AsTask()),
            Task.Run(() => _service.UpdateAsync(id, new KeyChange { Name = "other" }, "bob", default).AsTask()),
            Task.Run(() => _service.RotateAsync(id, TimeSpan.FromHours(1), "eve", default).AsTask()));
        Assert.True((await _service.FindAsync(id, default)).TryGet(out var key, out _));
        Assert.Equal((KeyState.Disabled, "other", 2, 4), (key.State, key.Name, key.Secrets.Count, key.Version));
    }

    [Fact]
    public async Task No_secret_reaches_the_record()
    {
        var first = await CreateAsync();
        var second = await RotateAsync(first.Record.Id, TimeSpan.FromHours(1));
        var text = string.Join('\n', (await _audit.ListAsync(new AuditQuery(), default)).Select(l => System.Text.Encoding.UTF8.GetString(l.Json.Span)))
            + $"{first.Record} {second.Record} {first.Key} {second}";
        foreach (var key in new[] { first.Key, second.Key }) Assert.DoesNotContain(key.Reveal()[^38..^6], text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(SampleKeys.Hasher.Hash(first.Key)), text, StringComparison.Ordinal);
    }

    [Fact]
    public void Stored_numbers_are_frozen()
    {
        Assert.Equal("Development=1 Staging=2 Production=3", Numbers<KeyEnvironment>());
        Assert.Equal("Active=1 Disabled=2 Revoked=3", Numbers<KeyState>());
        Assert.Equal("None=0 Chat=1 Responses=2 Embeddings=4 Messages=8 Generate=16 Models=32 Complete=64 All=127 Completions=128 Moderations=256 Images=512 Audio=1024 Rerank=2048", Numbers<EndpointGroups>());
        Assert.StartsWith("None=0 Tools=1 Store=2 WebSearch=4 CodeExecution=8 FileSearch=16 RemoteMcp=32 ComputerUse=64 ImageGeneration=128 Media=256", Numbers<Capabilities>(), StringComparison.Ordinal);
    }

    private static string Numbers<T>()
        where T : struct, Enum => string.Join(' ', Enum.GetValues<T>().Select(v => $"{v}={Convert.ToInt32(v)}"));

    private async Task<IssuedKey> CreateAsync()
    {
        Assert.True((await _service.CreateAsync(new NewKey { Name = "helpdesk", Environment = "prod" }, "ada", default)).TryGet(out var issued, out _));
        return issued;
    }

    private async Task<IssuedKey> RotateAsync(string id, TimeSpan overlap)
    {
        Assert.True((await _service.RotateAsync(id, overlap, "ada", default)).TryGet(out var issued, out _));
        return issued;
    }

    private bool Works(VirtualKey key) => _authenticator.Authenticate(key.Reveal()).TryGet(out _, out _);

    private async Task<AuditEntry> LastEntryAsync() => (await _audit.ListAsync(new AuditQuery(Limit: 1), default))[0].Entry;

    private static string? ProblemOf<T>(Result<T> result)
        where T : class => result.TryGet(out _, out var problem) ? null : problem.Code;
}
