using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sallyport.Ledger.Sealing;

namespace Sallyport.Gateway.Audit;

/// <summary>Seals the personal fields of an entry under its subject's key: XAES-256-GCM, bound to log, place and field. For one thread.</summary>
/// <remarks>
/// What the log hashes is the sealed text, so destroying the subject's key erases the person and changes no hash.
/// The inner key is derived once for each subject and sealer; the nonce's rest is a counter that starts at random, so none is used twice under it.
/// </remarks>
public sealed class PersonSealer(string origin)
{
    private const int NonceSize = Xaes256Gcm.NonceBytes, PrefixSize = Xaes256GcmPrefix.PrefixBytes, TagSize = Xaes256Gcm.TagBytes, MostCached = 4_096;

    private readonly Dictionary<string, Xaes256GcmPrefix> _keys = new(StringComparer.Ordinal);
    private readonly LeafText _person = new();
    private readonly byte[] _nonce = NewNonce();
    private byte[] _sealed = new byte[1_024];
    private byte[] _bound = new byte[256];

    /// <summary>Name of the one field: an object with <c>ip</c> and <c>user</c>.</summary>
    public static ReadOnlySpan<byte> Field => "person"u8;

    /// <returns>Valid until the next call; default if the entry says nothing personal or has no subject.</returns>
    public SealedField Seal(AuditEntry entry, long sequence)
    {
        if (entry.Subject is not { } subject || (entry.User is null && entry.ClientAddress is null)) return default;
        _person.Clear();
        var person = _person.Begin(default);
        _person.Text("\"ip\":"u8, entry.ClientAddress);
        _person.Text("\"user\":"u8, entry.User);
        _person.End(person);
        var clear = _person.Written;
        if (_sealed.Length < clear.Length + TagSize) _sealed = new byte[clear.Length + TagSize];
        BinaryPrimitives.WriteUInt64BigEndian(_nonce.AsSpan(NonceSize - 8), BinaryPrimitives.ReadUInt64BigEndian(_nonce.AsSpan(NonceSize - 8)) + 1);
        var text = _sealed.AsSpan(0, clear.Length + TagSize);
        KeyOf(subject).Seal(_nonce.AsSpan(PrefixSize), clear, Bound(ref _bound, origin, sequence), text);
        return new SealedField(_nonce, text);
    }

    /// <summary>Opens what <see cref="Seal"/> sealed.</summary>
    /// <returns>The person, or null if the text was changed, moved, or sealed under another key.</returns>
    public static AuditPerson? Open(SubjectKey subject, string origin, long sequence, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> text)
    {
        if (nonce.Length != NonceSize || text.Length < TagSize) return null;
        var bound = new byte[256];
        if (Xaes256Gcm.Open(subject.Sealing, nonce, text, Bound(ref bound, origin, sequence)) is not { } clear) return null;
        using var json = JsonDocument.Parse(clear);
        return new AuditPerson(
            json.RootElement.TryGetProperty("user", out var user) ? user.GetString() : null,
            json.RootElement.TryGetProperty("ip", out var ip) ? ip.GetString() : null);
    }

    private Xaes256GcmPrefix KeyOf(SubjectKey subject)
    {
        if (_keys.TryGetValue(subject.Reference, out var key)) return key;
        if (_keys.Count >= MostCached)
        {
            foreach (var old in _keys.Values) old.Dispose();
            _keys.Clear();
            RandomNumberGenerator.Fill(_nonce); // keys derived anew must not meet a nonce again
        }

        using var whole = new Xaes256GcmKey(subject.Sealing);
        return _keys[subject.Reference] = whole.ForPrefix(_nonce.AsSpan(0, PrefixSize));
    }

    private static ReadOnlySpan<byte> Bound(ref byte[] buffer, string origin, long sequence)
    {
        var need = Encoding.UTF8.GetMaxByteCount(origin.Length) + 32;
        if (buffer.Length < need) buffer = new byte[need];
        var length = Encoding.UTF8.GetBytes(origin, buffer);
        buffer[length++] = (byte)'\n';
        System.Buffers.Text.Utf8Formatter.TryFormat(sequence, buffer.AsSpan(length), out var digits);
        length += digits;
        buffer[length++] = (byte)'\n';
        Field.CopyTo(buffer.AsSpan(length));
        return buffer.AsSpan(0, length + Field.Length);
    }

    private static byte[] NewNonce() => RandomNumberGenerator.GetBytes(NonceSize);
}

/// <summary>One sealed field: nonce and ciphertext with its tag.</summary>
public readonly ref struct SealedField(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> text)
{
    public ReadOnlySpan<byte> Nonce { get; } = nonce;

    public ReadOnlySpan<byte> Text { get; } = text;
}

/// <summary>What an entry knows of a person.</summary>
public sealed record AuditPerson(string? User, string? ClientAddress);
