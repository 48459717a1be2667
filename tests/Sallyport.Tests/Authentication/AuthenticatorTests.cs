using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Pipeline;
using Sallyport.Storage.Memory;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Authentication;

public sealed class AuthenticatorTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly MemoryKeyStore _store = new();
    private readonly ListLogger<Authenticator> _log = new();
    private readonly KeyRing _ring;
    private readonly Authenticator _authenticator;

    public AuthenticatorTests()
    {
        _ring = new KeyRing(_store, _clock, NullLogger<KeyRing>.Instance);
        _authenticator = new Authenticator(_ring, SampleKeys.Hasher, _clock, _log);
    }

    public void Dispose() => _ring.Dispose();

    [Fact]
    public async Task A_known_key_makes_its_caller()
    {
        var key = await AddAsync(r => r);
        Assert.True(_authenticator.Authenticate(key.Reveal()).TryGet(out var caller, out _));
        Assert.Equal(key.Id, caller.KeyId);
        Assert.Equal("acme", caller.Key.Owner.Organization);
    }

    [Fact]
    public async Task No_key_and_a_malformed_key_are_told_apart()
    {
        await _ring.RefreshAsync(default);
        Assert.Equal(Rejection.KeyMissing, RejectionOf(null));
        Assert.Equal(Rejection.KeyMissing, RejectionOf(""));
        Assert.Equal(Rejection.KeyInvalid, RejectionOf("sk-not-ours"));
    }

    [Fact]
    public async Task An_unknown_id_and_a_wrong_secret_get_the_same_answer()
    {
        var key = await AddAsync(r => r);
        Assert.Same(Rejection.KeyInvalid, RejectionOf(VirtualKey.Create(KeyEnvironment.Production).Reveal()));
        Assert.Same(Rejection.KeyInvalid, RejectionOf(VirtualKey.Create(KeyEnvironment.Production, key.Id).Reveal()));
    }

    [Fact]
    public async Task A_key_of_one_environment_is_not_a_key_of_another()
    {
        var key = await AddAsync(r => r);
        Assert.Same(Rejection.KeyInvalid, RejectionOf(VirtualKey.Create(KeyEnvironment.Staging, key.Id).Reveal()));
    }

    [Theory]
    [InlineData(KeyState.Disabled)]
    [InlineData(KeyState.Revoked)]
    [InlineData((KeyState)0)]
    public async Task A_key_that_is_not_active_is_refused(KeyState state)
    {
        var key = await AddAsync(r => r with { State = state });
        Assert.Equal(Rejection.KeyDisabled, RejectionOf(key.Reveal()));
    }

    [Fact]
    public async Task The_state_of_a_key_is_told_only_to_who_has_its_secret()
    {
        var key = await AddAsync(r => r with { State = KeyState.Revoked });
        Assert.Same(Rejection.KeyInvalid, RejectionOf(VirtualKey.Create(KeyEnvironment.Production, key.Id).Reveal()));
    }

    [Fact]
    public async Task A_key_works_until_its_expiry_and_not_after()
    {
        var key = await AddAsync(r => r with { ExpiresAt = _clock.GetUtcNow() + TimeSpan.FromSeconds(10) });
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Null(RejectionOf(key.Reveal()));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Rejection.KeyExpired, RejectionOf(key.Reveal()));
    }

    [Fact]
    public async Task Both_secrets_of_a_rotation_work_until_the_overlap_ends_and_the_old_one_is_noticed_once_a_minute()
    {
        var (old, record) = SampleKeys.Make();
        var current = VirtualKey.Create(old.Environment, old.Id);
        await _store.TryAddAsync(
            record with
            {
                Secrets =
                [
                    new KeySecretHash(SampleKeys.Hasher.Hash(current), _clock.GetUtcNow(), null),
                    record.Secrets[0] with { NotAfter = _clock.GetUtcNow() + TimeSpan.FromSeconds(25) },
                ],
            },
            default);
        await _ring.RefreshAsync(default);

        Assert.Null(RejectionOf(current.Reveal()));
        Assert.Empty(_log.Lines);
        for (var i = 0; i < 5; i++) Assert.Null(RejectionOf(old.Reveal()));
        var line = Assert.Single(_log.Lines);
        Assert.Equal(1010, line.Id);
        Assert.Contains(old.Id, line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(old.Reveal()[19..], line.Text, StringComparison.Ordinal);

        _clock.Advance(TimeSpan.FromSeconds(25));
        Assert.Same(Rejection.KeyInvalid, RejectionOf(old.Reveal()));
        Assert.Null(RejectionOf(current.Reveal()));
    }

    [Fact]
    public async Task Keys_that_cannot_be_checked_are_refused()
    {
        var key = await AddAsync(r => r);
        _clock.Advance(KeyRing.KeepFor);
        Assert.Equal(Rejection.KeysUnavailable, RejectionOf(key.Reveal()));
    }

    [Fact]
    public async Task Authenticating_does_not_allocate()
    {
        var key = (await AddAsync(r => r)).Reveal();
        Assert.Equal(0, Allocations.LeastOf(() =>
        {
            for (var i = 0; i < 1_000; i++) RejectionOf(key);
        }));
    }

    private async Task<VirtualKey> AddAsync(Func<VirtualKeyRecord, VirtualKeyRecord> change)
    {
        var (key, record) = SampleKeys.Make();
        await _store.TryAddAsync(change(record), default);
        await _ring.RefreshAsync(default);
        return key;
    }

    private Rejection? RejectionOf(string? presented) => _authenticator.Authenticate(presented).TryGet(out _, out var rejection) ? null : rejection;
}
