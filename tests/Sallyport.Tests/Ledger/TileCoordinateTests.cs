using Sallyport.Ledger.Merkle;
using Xunit;

namespace Sallyport.Tests.Ledger;

public sealed class TileCoordinateTests
{
    [Theory]
    [InlineData(0, 0, 256, "tile/0/000")]
    [InlineData(0, 273, 112, "tile/0/273.p/112")]
    [InlineData(2, 0, 1, "tile/2/000.p/1")]
    [InlineData(1, 1_234_067, 256, "tile/1/x001/x234/067")]
    [InlineData(TileCoordinate.EntriesLevel, 1_000, 7, "tile/entries/x001/000.p/7")]
    public void A_tile_lies_where_tlog_tiles_says(int level, long index, int width, string path)
    {
        var tile = new TileCoordinate(level, index, width);
        Assert.Equal(path, tile.Path);
        Assert.True(TileCoordinate.TryParse(path, out var read));
        Assert.Equal(tile, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("tile/0")]
    [InlineData("tile/0/")]
    [InlineData("tile/0/1")]
    [InlineData("tile/0/0001")]
    [InlineData("tile/00/001")]
    [InlineData("tile/8/001")]
    [InlineData("tile/-1/001")]
    [InlineData("tile/0/001/067")]
    [InlineData("tile/0/x000/067")]
    [InlineData("tile/0/x001")]
    [InlineData("tile/0/+01")]
    [InlineData("tile/0/001.p/0")]
    [InlineData("tile/0/001.p/256")]
    [InlineData("tile/0/001.p/01")]
    [InlineData("tile/0/001.p/")]
    [InlineData("tile/0/001/../../../etc/passwd")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/999")]
    [InlineData("tile/0/x999/x999/x999/x999/x999/x999/x999/999")]
    public void Any_other_spelling_is_refused(string? path) => Assert.False(TileCoordinate.TryParse(path, out _));

    [Fact]
    public void A_tree_of_70000_leaves_has_the_tiles_of_the_specification()
    {
        Assert.Equal("tile/0/272", TileCoordinate.In(70_000, 0, 272).Path);
        Assert.Equal("tile/0/273.p/112", TileCoordinate.In(70_000, 0, 273).Path);
        Assert.Equal("tile/1/000", TileCoordinate.In(70_000, 1, 0).Path);
        Assert.Equal("tile/1/001.p/17", TileCoordinate.In(70_000, 1, 1).Path);
        Assert.Equal("tile/2/000.p/1", TileCoordinate.In(70_000, 2, 0).Path);
        Assert.Equal(0, TileCoordinate.In(70_000, 3, 0).Width);
        Assert.Equal(0, TileCoordinate.In(70_000, 0, 274).Width);
    }
}
