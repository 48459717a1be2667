using Sallyport.Server.Hosting;
using Xunit;

namespace Sallyport.Tests.Server.Hosting;

public class ReadBlocksTests
{
    [Fact]
    public void A_block_that_was_given_back_is_the_next_one_handed_out()
    {
        using var blocks = new ReadBlocks();
        var first = blocks.Rent(4_096);
        first.Dispose();

        Assert.Same(first, blocks.Rent());
        Assert.NotSame(first, blocks.Rent());
        Assert.Equal(blocks.MaxBufferSize, first.Memory.Length);
    }

    [Fact]
    public void What_is_kept_between_uses_is_bounded()
    {
        using var blocks = new ReadBlocks();
        var many = Enumerable.Range(0, 1_000).Select(_ => blocks.Rent()).ToHashSet();
        foreach (var block in many) block.Dispose();

        Assert.InRange(Enumerable.Range(0, 1_000).Select(_ => blocks.Rent()).Count(many.Contains), 1, 256);
    }

    [Fact]
    public void More_than_a_block_is_refused()
    {
        using var blocks = new ReadBlocks();
        Assert.Throws<ArgumentOutOfRangeException>(() => blocks.Rent(blocks.MaxBufferSize + 1));
    }
}
