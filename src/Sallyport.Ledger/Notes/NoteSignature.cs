using System.Buffers.Binary;

namespace Sallyport.Ledger.Notes;

/// <summary>One signature line of a note.</summary>
/// <param name="Name">Name of the key, usually an address without scheme.</param>
/// <param name="KeyId">First four bytes of a hash of the key: picks the key, proves nothing.</param>
/// <param name="Value">What the key made of the text.</param>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Value)
{
    private const int KeyIdBytes = 4;
    private const string Dash = "\u2014 ";

    /// <summary>The line, without its end.</summary>
    public string Line
    {
        get
        {
            var bytes = new byte[KeyIdBytes + Value.Length];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
            Value.Span.CopyTo(bytes.AsSpan(KeyIdBytes));
            return $"{Dash}{Name} {Convert.ToBase64String(bytes)}";
        }
    }

    /// <summary>Whether a key may have this name: not empty, no white space, no control characters, no plus sign.</summary>
    public static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
            if (char.IsWhiteSpace(c) || char.IsControl(c) || c == '+') return false;
        return !name.IsEmpty;
    }

    internal static NoteSignature? Parse(ReadOnlySpan<char> line)
    {
        if (!line.StartsWith(Dash, StringComparison.Ordinal)) return null;
        line = line[Dash.Length..];
        var space = line.IndexOf(' ');
        if (space < 0 || !IsName(line[..space]) || !CanonicalBase64.TryDecode(line[(space + 1)..], out var bytes) || bytes.Length <= KeyIdBytes) return null;
        return new NoteSignature(line[..space].ToString(), BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(KeyIdBytes));
    }
}
