using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Detection.Fingerprints;

/// <summary>A set of registered documents as it is kept: documents may be added and taken out, and it can be written to bytes and read again.</summary>
/// <remarks>Not safe for concurrent use. Holds hashes and the names that documents were registered under, no text.</remarks>
public sealed class FingerprintSet(FingerprintKey key)
{
    /// <summary>Most documents in a set.</summary>
    public const int MaxDocuments = 60_000;

    private const uint Version = 1;
    private const int DigestSize = 32;
    private static readonly byte[] Magic = "SPFINGER"u8.ToArray();

    private readonly SortedDictionary<string, (int Number, ulong[] Hashes)> _documents = new(StringComparer.Ordinal);
    private int _last;

    /// <summary>The documents, by name.</summary>
    public IEnumerable<FingerprintDocument> Documents => _documents.Select(d => new FingerprintDocument(IdOf(d.Value.Number), d.Key, d.Value.Hashes.Length));

    /// <summary>Registers a document; one of the same name is replaced and keeps its id.</summary>
    /// <returns>Hashes kept. 0, and nothing is registered, for a text with fewer than six words in a row.</returns>
    public int Add(string name, ReadOnlySpan<char> text)
    {
        var hashes = Winnowing.Of(text, key);
        if (hashes.Length == 0) return 0;
        var number = _documents.TryGetValue(name, out var known) ? known.Number : ++_last;
        _documents[name] = (number, hashes);
        return hashes.Length;
    }

    /// <summary>Takes a document out.</summary>
    /// <param name="nameOrId">Its name, or its id.</param>
    /// <returns>False if there is none.</returns>
    public bool Remove(string nameOrId)
    {
        var name = _documents.FirstOrDefault(d => d.Key == nameOrId || IdOf(d.Value.Number) == nameOrId).Key;
        return name is not null && _documents.Remove(name);
    }

    /// <summary>Makes the set ready for looking up.</summary>
    public FingerprintIndex ToIndex()
    {
        var documents = _documents.OrderBy(d => d.Value.Number).ToArray();
        var hashes = new ulong[documents.Sum(d => d.Value.Hashes.Length)];
        var owners = new int[hashes.Length];
        var at = 0;
        for (var i = 0; i < documents.Length; i++)
        {
            documents[i].Value.Hashes.CopyTo(hashes, at);
            owners.AsSpan(at, documents[i].Value.Hashes.Length).Fill(i);
            at += documents[i].Value.Hashes.Length;
        }

        Array.Sort(hashes, owners);
        return new FingerprintIndex(key, [.. documents.Select(d => new FingerprintDocument(IdOf(d.Value.Number), d.Key, d.Value.Hashes.Length))], hashes, owners);
    }

    /// <summary>The set as bytes: head, documents with their hashes, SHA-256 of all of it.</summary>
    public byte[] ToBytes()
    {
        var names = _documents.Keys.Select(Encoding.UTF8.GetBytes).ToArray();
        var bytes = new byte[28 + names.Sum(n => 12 + n.Length) + (8 * _documents.Values.Sum(d => d.Hashes.Length)) + DigestSize];
        var rest = bytes.AsSpan();
        Magic.CopyTo(rest);
        Put(Put(Put(rest = rest[8..], Version), (uint)_last), (uint)_documents.Count);
        BinaryPrimitives.WriteUInt64LittleEndian(rest[12..], key.Check);
        rest = rest[20..];
        foreach (var (i, (number, hashes)) in _documents.Values.Index())
        {
            rest = Put(Put(Put(rest, (uint)number), (uint)names[i].Length), (uint)hashes.Length);
            names[i].CopyTo(rest);
            rest = rest[names[i].Length..];
            foreach (var hash in hashes)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(rest, hash);
                rest = rest[8..];
            }
        }

        SHA256.HashData(bytes.AsSpan(0, bytes.Length - DigestSize), rest);
        return bytes;
    }

    /// <summary>Reads a set.</summary>
    /// <returns>Null and the reason, as the end of a sentence that begins with the file's name.</returns>
    public static FingerprintSet? TryRead(ReadOnlySpan<byte> bytes, FingerprintKey key, out string? why)
    {
        why = null;
        if (bytes.Length < 28 + DigestSize || !bytes.StartsWith(Magic)) why = "is not a fingerprint file";
        else if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) != Version) why = "was written by another version of Sallyport; register the documents again";
        else if (!SHA256.HashData(bytes[..^DigestSize]).AsSpan().SequenceEqual(bytes[^DigestSize..])) why = "is damaged; register the documents again";
        else if (BinaryPrimitives.ReadUInt64LittleEndian(bytes[20..]) != key.Check) why = "was made with another key than the one beside it";
        if (why is not null) return null;

        var set = new FingerprintSet(key) { _last = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]) };
        var count = BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]);
        var rest = bytes[28..^DigestSize];
        for (var i = 0u; i < count; i++)
        {
            var (number, name, hashes) = ((int)Get(rest), (int)Get(rest[4..]), new ulong[Get(rest[8..])]);
            rest = rest[12..];
            for (var j = 0; j < hashes.Length; j++) hashes[j] = BinaryPrimitives.ReadUInt64LittleEndian(rest[(name + (8 * j))..]);
            set._documents[Encoding.UTF8.GetString(rest[..name])] = (number, hashes);
            rest = rest[(name + (8 * hashes.Length))..];
        }

        return set;
    }

    private static string IdOf(int number) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"d{number}");

    private static uint Get(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static Span<byte> Put(Span<byte> bytes, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes[4..];
    }
}
