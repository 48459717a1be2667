using Sallyport.Gateway.Audit;
using Sallyport.Storage.Ledger;
using Xunit;

namespace Sallyport.Tests.Storage;

public sealed class FreshLeavesTests
{
    private readonly FreshLeaves _fresh = new(hashCapacity: 8, entryCapacity: 4);

    [Fact]
    public void Entries_are_handed_over_once_and_in_order()
    {
        Add(10, 3);
        Assert.Equal(["10", "11"], Take(10, 2));
        Assert.Empty(Take(10, 2));
        Assert.Equal(["12"], Take(12, 9));
        Assert.Empty(Take(13, 9));
        Add(13, 1);
        Assert.Equal(["13"], Take(13, 9));
    }

    [Fact]
    public void What_no_longer_fits_has_to_be_read()
    {
        Add(0, 6);
        Assert.Empty(Take(1, 9));
        Assert.Equal(["2", "3", "4", "5"], Take(2, 9));
        Assert.True(_fresh.TryRead(0, 6, new byte[6 * 32]));
    }

    [Fact]
    public void Leaves_of_another_process_in_between_begin_it_anew()
    {
        Add(0, 2);
        Add(5, 2);
        Assert.Empty(Take(0, 9));
        Assert.Equal(["5", "6"], Take(5, 9));
        Assert.False(_fresh.TryRead(1, 1, new byte[32]));
    }

    [Fact]
    public void Hashes_come_back_as_they_were_added()
    {
        Add(0, 3);
        Add(3, 7);
        var hashes = new byte[8 * 32];
        Assert.False(_fresh.TryRead(1, 8, hashes));
        Assert.True(_fresh.TryRead(2, 8, hashes));
        Assert.Equal(Enumerable.Range(2, 8).Select(i => (byte)i), hashes.Chunk(32).Select(h => h[0]));
    }

    private void Add(int from, int count)
    {
        var hashes = new byte[count * 32];
        for (var i = 0; i < count; i++) hashes.AsSpan(i * 32, 32).Fill((byte)(from + i));
        _fresh.Add(from, hashes, [.. Enumerable.Range(from, count).Select(i => AuditEntry.OfAction(DateTimeOffset.UnixEpoch, i.ToString(System.Globalization.CultureInfo.InvariantCulture)))]);
    }

    private IEnumerable<string?> Take(long from, int most) => _fresh.Take(from, most).Select(e => e.Action);
}
