using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Storage.Memory;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Authentication;

public sealed class KeyRingTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly MemoryKeyStore _store = new();
    private readonly KeyRing _ring;

    private readonly StopBoard _board;

    public KeyRingTests()
    {
        _ring = new KeyRing(_store, _clock, NullLogger<KeyRing>.Instance);
        _board = new StopBoard(new MemoryStopStore(), InstallationKeys.Derive(new byte[32]), _clock, NullLogger<StopBoard>.Instance);
    }

    public void Dispose()
    {
        _board.Dispose();
        _ring.Dispose();
    }

    [Fact]
    public async Task A_ring_that_never_loaded_refuses()
    {
        Assert.False(_ring.IsAvailable);
        _store.Fault = new StoreUnavailableException("down");
        Assert.False(await _ring.RefreshAsync(default));
        Assert.False(_ring.TryFind("0123456789", out _));
    }

    [Fact]
    public async Task A_change_by_anybody_is_seen_at_the_next_poll()
    {
        using var signal = new KeyChangeSignal();
        using var refresher = new KeyRingRefresher(_ring, _board, signal, _clock);
        await refresher.StartAsync(default);
        var (key, record) = SampleKeys.Make();
        await _store.TryAddAsync(record, default);
        Assert.True(_ring.TryFind(key.Id, out var before));
        Assert.Null(before);

        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                _clock.Advance(KeyRing.PollInterval);
                return _ring.TryFind(key.Id, out var after) && after is not null;
            },
            TimeSpan.FromSeconds(10)));
        await refresher.StopAsync(default);
    }

    [Fact]
    public async Task A_signalled_change_is_seen_without_the_poll()
    {
        using var signal = new KeyChangeSignal();
        using var refresher = new KeyRingRefresher(_ring, _board, signal, _clock);
        await refresher.StartAsync(default);
        for (var i = 0; i < 3; i++)
        {
            var (key, record) = SampleKeys.Make();
            await _store.TryAddAsync(record, default);
            signal.Raise();
            signal.Raise();
            Assert.True(SpinWait.SpinUntil(() => _ring.TryFind(key.Id, out var after) && after is not null, TimeSpan.FromSeconds(10)));
        }

        await refresher.StopAsync(default);
    }

    [Fact]
    public async Task An_unchanged_revision_does_not_load_again()
    {
        await _store.TryAddAsync(SampleKeys.Make().Record, default);
        var (key, record) = SampleKeys.Make();
        await _store.TryAddAsync(record, default);
        await _ring.RefreshAsync(default);
        _ring.TryFind(key.Id, out var first);
        await _ring.RefreshAsync(default);
        _ring.TryFind(key.Id, out var second);
        Assert.Same(first, second);
        Assert.Equal(2, _ring.Count);
    }

    [Fact]
    public async Task Keys_serve_for_thirty_seconds_without_the_store_and_then_none_does()
    {
        var (key, record) = SampleKeys.Make();
        await _store.TryAddAsync(record, default);
        await _ring.RefreshAsync(default);
        _store.Fault = new StoreUnavailableException("down");

        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(await _ring.RefreshAsync(default));
        Assert.True(_ring.TryFind(key.Id, out var held));
        Assert.NotNull(held);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_ring.TryFind(key.Id, out _));

        _store.Fault = null;
        Assert.True(await _ring.RefreshAsync(default));
        Assert.True(_ring.IsAvailable);
    }
}
