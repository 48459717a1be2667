using Sallyport.Gateway.Routing.Health;
using Xunit;

namespace Sallyport.Tests.Routing;

public sealed class HealthBoardTests
{
    /// <summary>A scrape of the metrics met the first requests to new upstreams, and sorting what grew meanwhile threw.</summary>
    [Fact]
    public async Task Reading_the_board_while_upstreams_are_added_never_throws()
    {
        var upstreams = Enumerable.Range(0, 300).Select(i => RoutingSamples.Upstream("u" + i)).ToArray();
        for (var round = 0; round < 200; round++)
        {
            var board = new HealthBoard(TimeProvider.System);
            var adding = Task.Run(() => Array.ForEach(upstreams, u => board.Of(u)));
            while (!adding.IsCompleted) _ = board.All;
            await adding;
            Assert.Equal(upstreams.Length, board.All.Count);
        }
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
