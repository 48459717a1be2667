using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Storage.Memory;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Gateway.Admission;

public sealed class StopBoardTests : IDisposable
{
    private static readonly InstallationKeys Keys = InstallationKeys.Derive(new byte[32]);

    private readonly ManualClock _clock = new();
    private readonly MemoryStopStore _store = new();
    private readonly FailingStore _failing;
    private readonly StopBoard _board;
    private readonly StopTargets _targets = new(Keys);

    public StopBoardTests()
    {
        _failing = new FailingStore(_store);
        _board = new StopBoard(_failing, Keys, _clock, NullLogger<StopBoard>.Instance);
    }

    public void Dispose() => _board.Dispose();

    [Theory]
    [InlineData("everything", true)]
    [InlineData("organization:acme", true)]
    [InlineData("organization:acm", false)]
    [InlineData("team:acme/re%2Fsearch", true)]
    [InlineData("team:other/re%2Fsearch", false)]
    [InlineData("user:acme/jo", true)]
    [InlineData("user:acme/joe", false)]
    [InlineData("user:other/jo", false)]
    [InlineData("application:acme/desk", true)]
    [InlineData("model:gpt-x", false)]
    public async Task A_switch_stops_its_holder_and_nobody_else(string target, bool isStopped)
    {
        var caller = CallerOf();
        await SetAsync(target);
        Assert.Equal(isStopped ? "stopped" : null, _board.Check(Guid.CreateVersion7(), caller)?.Code);
        Assert.Equal(target != "model:gpt-x", StopTargets.IsOfKeys(_board.Switches.Single().Scope) || target == "everything");
        if (target is not ("everything" or "model:gpt-x")) Assert.Equal(isStopped, _targets.HasAny(new StopTarget(_board.Switches[0].Scope, _board.Switches[0].Holder), [caller.Key]));
    }

    [Fact]
    public async Task A_key_a_model_and_an_upstream_are_stopped_by_name()
    {
        var caller = CallerOf();
        await SetAsync("key:" + caller.KeyId);
        await SetAsync("model:gpt-x");
        await SetAsync("upstream:openai");
        var rejection = _board.Check(Guid.CreateVersion7(), caller)!;
        Assert.Equal((403, false, true, true), (rejection.Status, rejection.ShouldRetry, rejection.Message.Contains("abuse", StringComparison.Ordinal), rejection.Message.Contains("ask the desk", StringComparison.Ordinal)));
        Assert.DoesNotContain(caller.KeyId, rejection.Message, StringComparison.Ordinal);
        Assert.Null(_board.Check(Guid.CreateVersion7(), CallerOf()));
        Assert.Equal("stopped", _board.CheckModel(Guid.CreateVersion7(), "gpt-x")?.Code);
        Assert.Null(_board.CheckModel(Guid.CreateVersion7(), "gpt-xx"));
        Assert.Null(_board.CheckModel(Guid.CreateVersion7(), null));
        Assert.Equal("stopped", _board.CheckUpstream(Guid.CreateVersion7(), "openai")?.Code);
        Assert.Null(_board.CheckUpstream(Guid.CreateVersion7(), "openai-eu"));
    }

    [Fact]
    public async Task A_listed_user_can_be_named_by_the_pseudonym_and_is_never_named_otherwise()
    {
        await SetAsync("user:acme/jo");
        var id = Assert.Single(_board.Switches).Id;
        Assert.DoesNotContain("jo", id["user:".Length..].Split('/'));
        Assert.True(_targets.TryParse(id, out var again));
        Assert.Equal(_board.Switches[0].Holder, again!.Value.Holder);
    }

    [Theory]
    [InlineData("")]
    [InlineData("everything:x")]
    [InlineData("key:")]
    [InlineData("key:a b")]
    [InlineData("team:acme")]
    [InlineData("team:acme/a/b")]
    [InlineData("organization:acme/x")]
    [InlineData("user:/jo")]
    [InlineData("tenant:acme")]
    [InlineData("model:a\nb")]
    public void What_is_no_target_is_refused(string text) => Assert.False(_targets.TryParse(text, out _));

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(10, 800, 1_200)]
    [InlineData(50, 4_700, 5_300)]
    public async Task About_the_share_passes_and_each_exchange_gets_the_same_answer_everywhere(int share, int least, int most)
    {
        await SetAsync("everything");
        if (share > 0) await _store.TryShareAsync(StopScope.Everything, "", share, default);
        await _board.RefreshAsync(default);
        using var other = new StopBoard(_store, Keys, _clock, NullLogger<StopBoard>.Instance);
        await other.RefreshAsync(default);
        var (caller, passed) = (CallerOf(), 0);
        for (var i = 0; i < 10_000; i++)
        {
            var id = Sallyport.Gateway.Listener.ExchangeIds.Next(_clock.GetUtcNow());
            var passes = _board.Check(id, caller) is null;
            Assert.Equal(passes, other.Check(id, caller) is null);
            Assert.Equal(passes, _board.CheckUpstream(id, "openai") is null);
            if (passes) passed++;
        }

        Assert.InRange(passed, least, most);
    }

    [Fact]
    public async Task A_node_that_cannot_read_the_switches_keeps_what_it_knew_and_refuses_after_thirty_seconds()
    {
        var (caller, key) = (CallerOf(), CallerOf());
        Assert.Equal("stops_unavailable", _board.Check(Guid.CreateVersion7(), caller)?.Code); // never loaded
        await SetAsync("key:" + key.KeyId);
        _failing.IsDown = true;
        _clock.Advance(StopBoard.KeepFor - TimeSpan.FromMilliseconds(1));
        Assert.False(await _board.RefreshAsync(default));
        Assert.Null(_board.Check(Guid.CreateVersion7(), caller));
        Assert.Equal("stopped", _board.Check(Guid.CreateVersion7(), key)?.Code);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("stops_unavailable", _board.Check(Guid.CreateVersion7(), caller)?.Code);
        Assert.Equal("stops_unavailable", _board.CheckModel(Guid.CreateVersion7(), "m")?.Code);
        Assert.Equal("stops_unavailable", _board.CheckUpstream(Guid.CreateVersion7(), "u")?.Code);
        _failing.IsDown = false;
        Assert.True(await _board.RefreshAsync(default));
        Assert.Null(_board.Check(Guid.CreateVersion7(), caller));
    }

    [Fact]
    public async Task Looking_while_nothing_is_stopped_allocates_nothing()
    {
        await _board.RefreshAsync(default);
        var (caller, id) = (CallerOf(), Guid.CreateVersion7());
        Assert.Equal(0, Allocations.LeastOf(() => _board.Check(id, caller)));
    }

    private async Task SetAsync(string target)
    {
        Assert.True(_targets.TryParse(target, out var parsed));
        Assert.True(await _store.TrySetAsync(new StopSwitch(parsed!.Value.Scope, parsed.Value.Holder, "abuse", "the desk", 0, "ada", _clock.GetUtcNow()), default));
        Assert.True(await _board.RefreshAsync(default));
    }

    private static Caller CallerOf() => new(SampleKeys.Make().Record with { Owner = new KeyOwner("acme", "re/search", "jo", "desk") });

    private sealed class FailingStore(IStopStore inner) : IStopStore
    {
        public bool IsDown { get; set; }

        public ValueTask<IReadOnlyList<StopSwitch>> ListAsync(CancellationToken cancellation) => IsDown ? throw new StoreUnavailableException("down") : inner.ListAsync(cancellation);

        public ValueTask<bool> TrySetAsync(StopSwitch stop, CancellationToken cancellation) => inner.TrySetAsync(stop, cancellation);

        public ValueTask<bool> TryShareAsync(StopScope scope, string holder, int share, CancellationToken cancellation) => inner.TryShareAsync(scope, holder, share, cancellation);

        public ValueTask<bool> TryLiftAsync(StopScope scope, string holder, CancellationToken cancellation) => inner.TryLiftAsync(scope, holder, cancellation);
    }
}
