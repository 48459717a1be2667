namespace Sallyport.Training.Names;

/// <summary>Numbers that look random and are the same on every machine (SplitMix64).</summary>
internal sealed class Chance(ulong seed)
{
    private ulong _state = seed;

    public int Below(int limit)
    {
        var z = _state += 0x9E37_79B9_7F4A_7C15;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return (int)((z ^ (z >> 31)) % (ulong)limit);
    }

    public T Of<T>(IReadOnlyList<T> list) => list[Below(list.Count)];

    public bool OneIn(int n) => Below(n) == 0;
}
