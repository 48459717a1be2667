using System.Text.Json;
using Sallyport.Ledger.Leaves;

namespace Sallyport.Storage.Ledger;

/// <summary>Follows the hashes by which each leaf names the one before.</summary>
internal static class LeafChain
{
    /// <returns>Hash of the leaf before, as this one names it; empty in the first.</returns>
    /// <exception cref="JsonException">This is no leaf.</exception>
    public static byte[] PreviousOf(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isPrevious = reader.ValueTextEquals("prev"u8);
            reader.Read();
            if (isPrevious) return reader.GetBytesFromBase64();
            reader.Skip();
        }

        return [];
    }

    /// <summary>Checks that a leaf follows the one with this hash, and moves the hash on to it.</summary>
    /// <param name="sequence">Its place, for the message.</param>
    /// <exception cref="LogContradictionException">It does not.</exception>
    public static void Step(long sequence, ReadOnlySpan<byte> json, Span<byte> hash)
    {
        bool follows;
        try
        {
            follows = sequence == 0 || PreviousOf(json).AsSpan().SequenceEqual(hash);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            follows = false;
        }

        if (!follows) throw new LogContradictionException("chain_broken", $"Leaf {sequence} does not follow the leaf before it.");
        LeafHash.Compute(json, hash);
    }
}
