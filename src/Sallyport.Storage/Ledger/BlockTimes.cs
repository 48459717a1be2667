using Sallyport.Ledger.Verification;

namespace Sallyport.Storage.Ledger;

/// <summary>The times of each block of leaves, gathered while leaves go by: to be compared with the table by which time filters skip blocks.</summary>
internal sealed class BlockTimes(int blockBits)
{
    private readonly List<(long Min, long Max)> _blocks = [];

    public void Note(long sequence, long at)
    {
        var block = (int)(sequence >> blockBits);
        while (_blocks.Count <= block) _blocks.Add((long.MaxValue, long.MinValue));
        _blocks[block] = (Math.Min(_blocks[block].Min, at), Math.Max(_blocks[block].Max, at));
    }

    /// <param name="rows">The table, in order of blocks.</param>
    /// <param name="size">Leaves that were read.</param>
    /// <param name="sizeNow">Leaves that there are by now.</param>
    public IEnumerable<VerificationFinding> CompareWith(IEnumerable<(long Block, long Min, long Max)> rows, long size, long sizeNow)
    {
        var next = 0L;
        foreach (var (block, min, max) in rows)
        {
            var (first, end) = (block << blockBits, (block + 1) << blockBits);
            if (block != next) yield return Finding(next << blockBits, "the table of times misses a block of records");
            if (block < 0 || end > sizeNow) yield return Finding(null, "the table of times speaks of records that are not there");
            else if (end <= size && _blocks[(int)block] is var seen && (seen.Min < min || seen.Max > max)) yield return Finding(first, "the table of times says another time than the records of a block");
            next = block + 1;
        }
    }

    private static VerificationFinding Finding(long? sequence, string sentence) => new(FindingCodes.IndexDiffers, sequence, sentence);
}
