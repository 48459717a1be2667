using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Pipeline;
using Sallyport.Storage.Memory;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Authentication;

public sealed class ConnectionKeyTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly MemoryKeyStore _store = new();
    private readonly ConnectionKey _connection = new();
    private readonly KeyRing _ring;
    private readonly Authenticator _authenticator;

    public ConnectionKeyTests()
    {
        _ring = new KeyRing(_store, _clock, NullLogger<KeyRing>.Instance);
        _authenticator = new Authenticator(_ring, SampleKeys.Hasher, _clock, NullLogger<Authenticator>.Instance);
    }

    public void Dispose() => _ring.Dispose();

    [Fact]
    public async Task A_header_that_comes_again_keeps_its_proof_and_another_string_does_not()
    {
        var (key, _) = await AddAsync(r => r);
        var header = "Bearer " + key.Reveal();
        Assert.Null(RejectionOf(header));
        var proof = _connection.Proof;
        Assert.NotNull(proof);

        Assert.Null(RejectionOf(header));
        Assert.Same(proof, _connection.Proof);
        Assert.Null(RejectionOf(new string(header)));
        Assert.NotSame(proof, _connection.Proof);
    }

    [Fact]
    public async Task Another_key_on_the_same_connection_is_checked_for_itself()
    {
        var (key, _) = await AddAsync(r => r);
        Assert.Null(RejectionOf("Bearer " + key.Reveal()));
        Assert.Same(Rejection.KeyInvalid, RejectionOf("Bearer " + VirtualKey.Create(key.Environment, key.Id).Reveal()));
        Assert.Null(_connection.Proof);
        Assert.Same(Rejection.KeyInvalid, RejectionOf("Bearer sk-not-ours"));
    }

    [Fact]
    public async Task A_revocation_reaches_a_connection_with_the_ring()
    {
        var (key, record) = await AddAsync(r => r);
        var header = "Bearer " + key.Reveal();
        Assert.Null(RejectionOf(header));
        Assert.True(await _store.TryReplaceAsync(record with { State = KeyState.Revoked, Version = record.Version + 1 }, default));
        await _ring.RefreshAsync(default);

        Assert.Same(Rejection.KeyDisabled, RejectionOf(header));
    }

    [Fact]
    public async Task A_secret_that_was_replaced_stops_at_its_end_on_a_connection_too()
    {
        VirtualKey? old = null;
        var (_, record) = await AddAsync(r => r with { Secrets = [r.Secrets[0] with { NotAfter = _clock.GetUtcNow() + TimeSpan.FromSeconds(25) }] }, key => old = key);
        var header = "Bearer " + old!.Reveal();
        Assert.Null(RejectionOf(header));
        _clock.Advance(TimeSpan.FromSeconds(24));
        Assert.Null(RejectionOf(header));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Same(Rejection.KeyInvalid, RejectionOf(header));
        Assert.Equal(KeyState.Active, record.State);
    }

    [Fact]
    public async Task A_proof_does_not_outlive_the_ring()
    {
        var (key, _) = await AddAsync(r => r);
        var header = "Bearer " + key.Reveal();
        Assert.Null(RejectionOf(header));
        _clock.Advance(KeyRing.KeepFor);
        Assert.Equal(Rejection.KeysUnavailable, RejectionOf(header));
    }

    [Fact]
    public async Task A_proof_does_not_print_the_key()
    {
        var (key, _) = await AddAsync(r => r);
        Assert.Null(RejectionOf("Bearer " + key.Reveal()));
        Assert.DoesNotContain(key.Reveal(), _connection.Proof!.ToString() + _connection, StringComparison.Ordinal);
    }

    private async Task<(VirtualKey Key, VirtualKeyRecord Record)> AddAsync(Func<VirtualKeyRecord, VirtualKeyRecord> change, Action<VirtualKey>? made = null)
    {
        var (key, record) = SampleKeys.Make();
        made?.Invoke(key);
        var changed = change(record);
        await _store.TryAddAsync(changed, default);
        await _ring.RefreshAsync(default);
        return (key, changed);
    }

    private Rejection? RejectionOf(string header)
    {
        var presented = _connection.Presented(header, static h => h["Bearer ".Length..]);
        return _authenticator.Authenticate(presented, _connection).TryGet(out _, out var rejection) ? null : rejection;
    }
}
