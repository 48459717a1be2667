using Sallyport.Gateway.Routing.Health;
using Xunit;

namespace Sallyport.Tests.Routing;

public sealed class HealthBoardTests
{
    /// <summary>A scrape of the metrics met the first requests to new upstreams, and sorting what grew meanwhile threw.</summary>
    [Fact]
    public async Task Reading_the_board_while_upstreams_are_added_never_throws()
    {
        const int Upstreams = 20_000;
        var board = new HealthBoard(TimeProvider.System);
        var adding = Task.Run(() =>
        {
            for (var i = 0; i < Upstreams; i++) board.Of(RoutingSamples.Upstream("u" + i));
        });
        for (var reads = 0; !adding.IsCompleted || reads == 0; reads++) Assert.All(board.All.Take(3), u => Assert.Equal(BreakerState.Closed, u.Value.Worst));
        await adding;
        Assert.Equal(Upstreams, board.All.Count);
    }

    [Fact]
    public void An_upstream_that_moved_is_another_one_and_one_that_went_is_forgotten()
    {
        var board = new HealthBoard(TimeProvider.System);
        var (stays, goes) = (RoutingSamples.Upstream("stays"), RoutingSamples.Upstream("goes"));
        var before = board.Of(stays);
        board.Of(goes);
        Assert.Same(before, board.Of(stays));
        Assert.NotSame(before, board.Of(stays with { BaseAddress = new Uri("https://elsewhere.example/v1") }));
        board.KeepOnly([stays]);
        Assert.Equal(["stays"], board.All.Select(u => u.Key));
    }
}
