namespace Sallyport.Gateway.Routing;

/// <summary>A hash that is the same on every node and after every restart, which <c>string.GetHashCode</c> is not. Not for secrets.</summary>
internal static class StableHash
{
    /// <summary>FNV-1a over the characters.</summary>
    public static ulong Of(string text)
    {
        var hash = 14_695_981_039_346_656_037UL;
        foreach (var letter in text) hash = (hash ^ letter) * 1_099_511_628_211UL;
        return hash;
    }

    /// <summary>Spreads a value over all bits: the finalizer of SplitMix64.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
