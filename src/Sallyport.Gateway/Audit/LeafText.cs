using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using Sallyport.Ledger.Leaves;

namespace Sallyport.Gateway.Audit;

/// <summary>Canonical JSON in a buffer that is used again: objects whose members the caller names in order, nothing that is empty.</summary>
/// <remarks>Own code and not the framework's writer, which cannot leave out an object after the fact and costs three times as much: every exchange writes two leaves.</remarks>
internal sealed class LeafText : IBufferWriter<byte>
{
    /// <summary>Longest text value, in chars. What a client makes up (a model name, say) is cut there, so that no leaf grows without bound.</summary>
    public const int MaxTextLength = 512;

    private const long MaxInteger = (1L << 53) - 1;

    // What stands in a canonical string as it is, of ASCII.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Where(c => c is not ('"' or '\\'))));

    private byte[] _buffer = new byte[2_048];
    private int _length;
    private bool _needsComma;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Clear() => (_length, _needsComma) = (0, false);

    /// <summary>Begins an object.</summary>
    /// <param name="name">With quotes and colon; empty for the outermost and for items of an array.</param>
    /// <returns>Where it began: for <see cref="End"/>.</returns>
    public Mark Begin(ReadOnlySpan<byte> name)
    {
        var mark = new Mark(_length, _needsComma);
        Put(name);
        Put("{"u8, comma: false);
        _needsComma = false;
        return mark with { Content = _length };
    }

    /// <summary>Ends an object; one without members vanishes.</summary>
    public void End(Mark mark)
    {
        if (_length == mark.Content)
        {
            (_length, _needsComma) = (mark.Start, mark.NeededComma);
            return;
        }

        Put("}"u8, comma: false);
        _needsComma = true;
    }

    public void BeginArray(ReadOnlySpan<byte> name)
    {
        Put(name);
        Put("["u8, comma: false);
        _needsComma = false;
    }

    public void EndArray()
    {
        Put("]"u8, comma: false);
        _needsComma = true;
    }

    public void Text(ReadOnlySpan<byte> name, string? value)
    {
        if (value is null) return;
        Put(name);
        PutString(value);
        _needsComma = true;
    }

    /// <summary>A word of ours: ASCII without anything to escape.</summary>
    public void Word(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return;
        Put(name);
        var room = GetSpan(value.Length + 2);
        room[0] = (byte)'"';
        value.CopyTo(room[1..]);
        room[value.Length + 1] = (byte)'"';
        _length += value.Length + 2;
        _needsComma = true;
    }

    public void Number(ReadOnlySpan<byte> name, long? value)
    {
        if (value is not { } number) return;
        Put(name);
        Utf8Formatter.TryFormat(Math.Clamp(number, -MaxInteger, MaxInteger), GetSpan(24), out var written);
        _length += written;
        _needsComma = true;
    }

    public void True(ReadOnlySpan<byte> name, bool value)
    {
        if (!value) return;
        Put(name);
        Put("true"u8, comma: false);
        _needsComma = true;
    }

    /// <summary>Base64 with padding.</summary>
    public void Bytes(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty) return;
        Put(name);
        var room = GetSpan(Base64.GetMaxEncodedToUtf8Length(value.Length) + 2);
        room[0] = (byte)'"';
        var status = Base64.EncodeToUtf8(value, room[1..], out _, out var written);
        Debug.Assert(status is OperationStatus.Done, "there was room");
        room[written + 1] = (byte)'"';
        _length += written + 2;
        _needsComma = true;
    }

    public void Id(ReadOnlySpan<byte> name, Guid value)
    {
        Put(name);
        var room = GetSpan(38);
        room[0] = (byte)'"';
        value.TryFormat(room[1..], out _);
        room[37] = (byte)'"';
        _length += 38;
        _needsComma = true;
    }

    /// <summary>RFC 3339 in UTC with nine digits of fraction; our clocks tell seven.</summary>
    public void Time(ReadOnlySpan<byte> name, DateTimeOffset value)
    {
        Put(name);
        var room = GetSpan(32);
        room[0] = (byte)'"';
        Utf8Formatter.TryFormat(value.UtcDateTime, room[1..], out _, 'O'); // 28 bytes, Z last
        "00Z\""u8.CopyTo(room[28..]);
        _length += 32;
        _needsComma = true;
    }

    public void Texts(ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        if (values.Count == 0) return;
        BeginArray(name);
        for (var i = 0; i < values.Count; i++) Text(default, values[i]);
        EndArray();
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _buffer.AsSpan(_length);
    }

    /// <summary>True if the text stands in a leaf as it is: neither cut nor normalized.</summary>
    public static bool IsKept(string? value) => value is null || (value.Length <= MaxTextLength && Ascii.IsValid(value));

    private void PutString(ReadOnlySpan<char> value)
    {
        if (value.Length > MaxTextLength) value = value[..MaxTextLength];
        if (value.ContainsAnyExcept(Plain))
        {
            CanonicalJson.WriteString(this, value);
            return;
        }

        var room = GetSpan(value.Length + 2);
        room[0] = (byte)'"';
        Ascii.FromUtf16(value, room[1..], out _);
        room[value.Length + 1] = (byte)'"';
        _length += value.Length + 2;
    }

    private void Put(ReadOnlySpan<byte> text, bool comma = true)
    {
        var room = GetSpan(text.Length + 1);
        if (comma && _needsComma)
        {
            room[0] = (byte)',';
            room = room[1..];
            _length++;
            _needsComma = false;
        }

        text.CopyTo(room);
        _length += text.Length;
    }

    private void Grow(int room)
    {
        if (_buffer.Length - _length < Math.Max(room, 1)) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + room));
    }

    internal readonly record struct Mark(int Start, bool NeededComma)
    {
        public int Content { get; init; }
    }
}
