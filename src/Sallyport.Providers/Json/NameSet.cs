namespace Sallyport.Providers.Json;

/// <summary>Finds property names that occur twice in one object, however they are escaped.</summary>
internal sealed class NameSet
{
    private const int LinearLimit = 24; // below it, comparing hashes beats a hash set

    private readonly List<ulong> _hashes = [];
    private int[] _first = new int[8]; // by depth
    private HashSet<ulong>?[] _large = new HashSet<ulong>?[8];

    public void Clear()
    {
        _hashes.Clear();
        Array.Clear(_large);
    }

    /// <summary>An object opens at this depth.</summary>
    public void Open(int depth)
    {
        if (depth >= _first.Length)
        {
            Array.Resize(ref _first, depth * 2);
            Array.Resize(ref _large, depth * 2);
        }

        _first[depth] = _hashes.Count;
        _large[depth] = null;
    }

    /// <summary>The object at this depth closes.</summary>
    public void Close(int depth) => _hashes.RemoveRange(_first[depth], _hashes.Count - _first[depth]);

    /// <summary>Adds a name. False if the object has it already.</summary>
    /// <remarks>A 64-bit seeded hash stands for the name: a false alarm once in 2^40 objects refuses a request, and never lets one pass.</remarks>
    public bool TryAdd(int depth, ReadOnlySpan<byte> name, bool hasEscapes)
    {
        var hash = hasEscapes ? HashUnescaped(name) : Hash(name);
        if (_large[depth] is { } large) return large.Add(hash);
        var first = _first[depth];
        for (var i = first; i < _hashes.Count; i++)
        {
            if (_hashes[i] == hash) return false;
        }

        _hashes.Add(hash);
        if (_hashes.Count - first > LinearLimit) _large[depth] = [.. _hashes.Skip(first)];
        return true;
    }

    private static readonly ulong Seed = BitConverter.ToUInt64(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8));

    private static ulong Hash(ReadOnlySpan<byte> name)
    {
        var h = Seed;
        while (name.Length >= 8)
        {
            h = Mix(h ^ BitConverter.ToUInt64(name));
            name = name[8..];
        }

        ulong rest = (ulong)name.Length << 56;
        for (var i = 0; i < name.Length; i++) rest |= (ulong)name[i] << (8 * i);
        return Mix(h ^ rest);
    }

    private static ulong Mix(ulong value)
    {
        var high = Math.BigMul(value ^ 0x9E3779B97F4A7C15, Seed | 0x8000000000000001, out var low);
        return high ^ low ^ (value >> 32);
    }

    private static ulong HashUnescaped(ReadOnlySpan<byte> name)
    {
        var text = new char[name.Length];
        var length = SegmentText.Decode(name, 1, text);
        return Hash(System.Text.Encoding.UTF8.GetBytes(text, 0, length));
    }
}
