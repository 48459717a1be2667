using System.Buffers.Binary;
using System.Numerics;

namespace Sallyport.Detection.Fingerprints;

/// <summary>The secret under which passages are hashed (SipHash-1-3): who has an index without it can neither read nor guess what it was made of. Prints as ***.</summary>
public sealed class FingerprintKey
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 16;

    private readonly ulong _k0, _k1;

    /// <param name="bytes">16 random bytes.</param>
    public FingerprintKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException("The key is 16 bytes.", nameof(bytes));
        (_k0, _k1) = (BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }

    /// <summary>A value that tells whether two keys are the same one, and nothing else of them.</summary>
    public ulong Check => Begin().Mixed(ulong.MaxValue).Finished(0);

    /// <inheritdoc/>
    public override string ToString() => "***";

    internal State Begin() => new(_k0, _k1);

    /// <summary>A hash under way.</summary>
    internal struct State(ulong k0, ulong k1)
    {
        private ulong _v0 = 0x736f6d6570736575 ^ k0, _v1 = 0x646f72616e646f6d ^ k1, _v2 = 0x6c7967656e657261 ^ k0, _v3 = 0x7465646279746573 ^ k1;

        public State Mixed(ulong word)
        {
            Mix(word);
            return this;
        }

        public void Mix(ulong word)
        {
            _v3 ^= word;
            Round();
            _v0 ^= word;
        }

        /// <param name="count">Number of words or chars, so that a front never hashes like the whole.</param>
        public ulong Finished(int count)
        {
            Mix((ulong)count << 56);
            _v2 ^= 0xff;
            Round();
            Round();
            Round();
            return _v0 ^ _v1 ^ _v2 ^ _v3;
        }

        private void Round()
        {
            _v0 += _v1;
            _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
            _v0 = BitOperations.RotateLeft(_v0, 32);
            _v2 += _v3;
            _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
            _v0 += _v3;
            _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
            _v2 += _v1;
            _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
            _v2 = BitOperations.RotateLeft(_v2, 32);
        }
    }
}
