using System.Buffers;

namespace Sallyport.Gateway.Caching;

/// <summary>Takes an answer down as it arrives, up to a bound.</summary>
/// <param name="most">Bytes beyond which it is not kept.</param>
internal sealed class AnswerRecording(long most)
{
    private ArrayBufferWriter<byte>? _bytes = new();

    /// <summary>Takes bytes as the upstream sent them.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_bytes is null) return;
        if (_bytes.WrittenCount + (long)bytes.Length > most) _bytes = null;
        else _bytes.Write(bytes);
    }

    /// <summary>All bytes; null if there were too many.</summary>
    public byte[]? ToArray() => _bytes?.WrittenSpan.ToArray();
}
