using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;

namespace Sallyport.Ledger.Archives;

/// <summary>Up to 256 leaves in one file, as C2SP tlog-tiles lays them out: for each a length in 16 bits, big-endian, and the leaf. Length 0 stands for a tombstone.</summary>
public static class EntryBundle
{
    private const int LengthBytes = sizeof(ushort);

    /// <summary>Writes records one after the other; an empty one becomes a tombstone.</summary>
    /// <param name="records">Canonical JSON without the version line, at most 60 KiB each.</param>
    public static byte[] Encode(IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (records.Count > TileCoordinate.FullWidth) throw new ArgumentException($"a bundle holds at most {TileCoordinate.FullWidth} records", nameof(records));
        var bundle = new byte[records.Sum(r => LengthBytes + (r.IsEmpty ? 0 : LeafHash.Prefix.Length + r.Length))];
        var rest = bundle.AsSpan();
        foreach (var record in records)
        {
            var length = record.IsEmpty ? 0 : LeafHash.Prefix.Length + record.Length;
            if (record.Length > CanonicalJson.MaxBytes) throw new ArgumentException($"a record is longer than {CanonicalJson.MaxBytes} bytes", nameof(records));
            BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)length);
            rest = rest[LengthBytes..];
            if (length == 0) continue;
            LeafHash.Prefix.CopyTo(rest);
            record.Span.CopyTo(rest[LeafHash.Prefix.Length..]);
            rest = rest[length..];
        }

        return bundle;
    }

    /// <summary>Reads what <see cref="Encode"/> wrote. The records lie in the given bytes.</summary>
    /// <param name="bundle">The whole file.</param>
    /// <param name="width">How many records it must hold.</param>
    /// <param name="records">The records; an empty one is a tombstone.</param>
    /// <returns>False if the lengths do not fit, or a leaf does not begin with the version line.</returns>
    public static bool TryDecode(ReadOnlyMemory<byte> bundle, int width, [NotNullWhen(true)] out IReadOnlyList<ReadOnlyMemory<byte>>? records)
    {
        records = null;
        var read = new List<ReadOnlyMemory<byte>>(width);
        while (read.Count < width)
        {
            if (bundle.Length < LengthBytes) return false;
            var length = BinaryPrimitives.ReadUInt16BigEndian(bundle.Span);
            bundle = bundle[LengthBytes..];
            if (bundle.Length < length) return false;
            var leaf = bundle[..length];
            bundle = bundle[length..];
            if (length > 0 && (length == LeafHash.Prefix.Length || !leaf.Span.StartsWith(LeafHash.Prefix))) return false;
            read.Add(length == 0 ? default : leaf[LeafHash.Prefix.Length..]);
        }

        records = read;
        return bundle.IsEmpty;
    }
}
