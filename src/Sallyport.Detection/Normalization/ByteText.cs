using System.Buffers;
using System.Text;

namespace Sallyport.Detection.Normalization;

/// <summary>Bytes gathered from an encoding, and whether they read as text.</summary>
internal sealed class ByteText
{
    public const int Most = 8192;

    private readonly byte[] _bytes = new byte[Most];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    public Span<byte> Space => _bytes.AsSpan(Count);

    public void Took(int count) => Count += count;

    public void Add(int value)
    {
        if (Count < Most) _bytes[Count++] = (byte)value;
    }

    /// <summary>Whether the bytes are UTF-8 text: letters, digits and spaces for the most part, no control characters.</summary>
    public bool IsText()
    {
        if (Count < 4) return false;
        int letters = 0, strange = 0, chars = 0;
        for (var at = 0; at < Count; chars++)
        {
            if (_bytes[at] < 0x80)
            {
                var c = (char)_bytes[at++];
                if (c < ' ' && c is not ('\n' or '\r' or '\t') || c == '\x7F') strange++;
                else if (char.IsAsciiLetterOrDigit(c) || c is ' ' or '\n') letters++;
                continue;
            }

            var status = Rune.DecodeFromUtf8(_bytes.AsSpan(at, Count - at), out var rune, out var read);
            at += read;
            if (status != OperationStatus.Done) strange++;
            else if (Rune.IsLetterOrDigit(rune)) letters++;
        }

        return strange * 16 <= chars && letters * 5 >= chars * 3;
    }

    public void CopyTo(FoldedText into, int source)
    {
        Span<char> pair = stackalloc char[2];
        for (var at = 0; at < Count;)
        {
            if (_bytes[at] < 0x80)
            {
                into.Add((char)_bytes[at++], source);
                continue;
            }

            Rune.DecodeFromUtf8(_bytes.AsSpan(at, Count - at), out var rune, out var read);
            at += read;
            var length = rune.EncodeToUtf16(pair);
            foreach (var c in pair[..length]) into.Add(c, source);
        }
    }
}
