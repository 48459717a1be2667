using System.Security.Cryptography;

namespace Sallyport.Ledger.Hashing;

/// <summary>A key of HMAC-SHA-256 (RFC 2104), prepared: both of its blocks are hashed once and not with each message. For any number of threads.</summary>
public sealed class HmacSha256Key
{
    private const int BlockBytes = 64;

    private readonly byte[] _key;
    private readonly Sha256State _inner, _outer;

    /// <param name="key">1 to 64 bytes.</param>
    public HmacSha256Key(ReadOnlySpan<byte> key)
    {
        if (key.Length is 0 or > BlockBytes) throw new ArgumentException("The key is 1 to 64 bytes.", nameof(key));
        _key = key.ToArray();
        if (!LibCryptoSha256.IsUsable) return;
        Span<byte> block = stackalloc byte[BlockBytes];
        Prepare(block, key, 0x36, out _inner);
        Prepare(block, key, 0x5c, out _outer);
        CryptographicOperations.ZeroMemory(block);
    }

    /// <summary>The code of a whole message.</summary>
    public byte[] CodeOf(ReadOnlySpan<byte> message)
    {
        if (!LibCryptoSha256.IsUsable) return HMACSHA256.HashData(_key, message);
        var state = _inner;
        Sha256.Add(ref state, message);
        return End(ref state);
    }

    /// <summary>Begins the code of a message that comes in pieces.</summary>
    public HmacSha256 Begin() => new(this);

    internal Sha256State BeginState() => _inner;

    internal IncrementalHash BeginWithFramework() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);

    internal byte[] End(ref Sha256State state)
    {
        var code = new byte[Sha256.Size];
        LibCryptoSha256.End(code, ref state);
        var outer = _outer;
        LibCryptoSha256.AddShort(ref outer, code, Sha256.Size);
        LibCryptoSha256.End(code, ref outer);
        return code;
    }

    private static void Prepare(Span<byte> block, ReadOnlySpan<byte> key, byte pad, out Sha256State state)
    {
        block.Fill(pad);
        for (var i = 0; i < key.Length; i++) block[i] ^= key[i];
        state = default;
        LibCryptoSha256.Begin(ref state);
        LibCryptoSha256.AddShort(ref state, block, BlockBytes);
    }
}

/// <summary>The code of one message in pieces. For one thread.</summary>
public sealed class HmacSha256 : IDisposable
{
    private readonly HmacSha256Key _key;
    private readonly IncrementalHash? _framework;
    private Sha256State _state;

    internal HmacSha256(HmacSha256Key key)
    {
        _key = key;
        if (LibCryptoSha256.IsUsable) _state = key.BeginState();
        else _framework = key.BeginWithFramework();
    }

    public void Add(ReadOnlySpan<byte> piece)
    {
        if (_framework is { } framework) framework.AppendData(piece);
        else Sha256.Add(ref _state, piece);
    }

    /// <summary>The code of all pieces; nothing may be added after it.</summary>
    public byte[] End() => _framework is { } framework ? framework.GetHashAndReset() : _key.End(ref _state);

    public void Dispose() => _framework?.Dispose();
}
