using System.Buffers;
using System.Runtime.CompilerServices;

namespace Sallyport.Providers.Json;

/// <summary>What <see cref="JsonScanner.Read"/> stopped at.</summary>
public enum JsonToken : byte
{
    None,
    StartObject,
    EndObject,
    StartArray,
    EndArray,
    Name,
    String,
    Number,
    True,
    False,
    Null,
}

/// <summary>Why a document was refused.</summary>
public enum JsonFault : byte
{
    None,
    Malformed,
    TooDeep,
}

/// <summary>
/// Strict forward reader of one JSON document (RFC 8259), with offsets. It accepts nothing that the framework's reader refuses; a test compares the two.
/// </summary>
/// <remarks>
/// Replaces Utf8JsonReader on the path: that one leaves its vectorized search at the first escape of a string and goes on byte by byte,
/// which costs about 2 ns a byte on prompts. The caller validates UTF-8 once for the whole document.
/// </remarks>
public ref struct JsonScanner(ReadOnlySpan<byte> json)
{
    /// <summary>Deepest nesting accepted.</summary>
    public const int MaxDepth = 64;

    /// <summary>Longest number accepted, in bytes. Nothing that a provider reads is longer.</summary>
    public const int MaxNumberBytes = 1_024;

    private static readonly SearchValues<byte> StringStops = SearchValues.Create([.. "\"\\"u8, .. Enumerable.Range(0, 0x20).Select(i => (byte)i)]);

    private readonly ReadOnlySpan<byte> _json = json;
    private int _at;
    private ulong _objects; // one bit a level: set for an object
    private State _state;

    private enum State : byte
    {
        Value,
        FirstNameOrEnd,
        Name,
        FirstValueOrEnd,
        AfterValue,
        Done,
    }

    /// <summary>Open objects and arrays, the one just opened included.</summary>
    public int Depth { get; private set; }

    public JsonToken Token { get; private set; }

    /// <summary>First byte of the token; for strings and names the first byte after the quote.</summary>
    public int Start { get; private set; }

    /// <summary>Bytes of the token; for strings and names without the quotes.</summary>
    public int Length { get; private set; }

    /// <summary>True if the string or name holds a backslash.</summary>
    public bool HasEscapes { get; private set; }

    public JsonFault Fault { get; private set; }

    /// <summary>Moves to the next token. False at the end of the document or at a fault.</summary>
    public bool Read()
    {
        SkipSpace();
        if (_at >= _json.Length) return _state == State.Done ? End() : Fail();
        var b = _json[_at];
        switch (_state)
        {
            case State.AfterValue:
                if (b == ',')
                {
                    _at++;
                    SkipSpace();
                    if (_at >= _json.Length) return Fail();
                    return (_objects & 1) != 0 ? ReadName() : ReadValue(_json[_at]);
                }

                return ReadEnd(b);
            case State.FirstNameOrEnd:
                return b == '}' ? ReadEnd(b) : ReadName();
            case State.FirstValueOrEnd:
                return b == ']' ? ReadEnd(b) : ReadValue(b);
            case State.Value:
                return ReadValue(b);
            default:
                return Fail(); // text after the end
        }
    }

    private bool ReadEnd(byte b)
    {
        if (Depth == 0 || b != ((_objects & 1) != 0 ? '}' : ']')) return Fail();
        Token = b == '}' ? JsonToken.EndObject : JsonToken.EndArray;
        Start = _at++;
        Length = 1;
        _objects >>= 1;
        Depth--;
        _state = Depth == 0 ? State.Done : State.AfterValue;
        return true;
    }

    private bool ReadName()
    {
        if (_json[_at] != '"' || !ReadString()) return Fail();
        Token = JsonToken.Name;
        SkipSpace();
        if (_at >= _json.Length || _json[_at] != ':') return Fail();
        _at++;
        _state = State.Value;
        return true;
    }

    private bool ReadValue(byte b)
    {
        switch (b)
        {
            case (byte)'"':
                if (!ReadString()) return Fail();
                Token = JsonToken.String;
                break;
            case (byte)'{' or (byte)'[':
                if (Depth == MaxDepth)
                {
                    Fault = JsonFault.TooDeep;
                    return false;
                }

                Start = _at++;
                Length = 1;
                Depth++;
                _objects = (_objects << 1) | (b == '{' ? 1u : 0u);
                Token = b == '{' ? JsonToken.StartObject : JsonToken.StartArray;
                _state = b == '{' ? State.FirstNameOrEnd : State.FirstValueOrEnd;
                return true;
            case (byte)'t':
                if (!ReadWord("true"u8, JsonToken.True)) return Fail();
                break;
            case (byte)'f':
                if (!ReadWord("false"u8, JsonToken.False)) return Fail();
                break;
            case (byte)'n':
                if (!ReadWord("null"u8, JsonToken.Null)) return Fail();
                break;
            default:
                if (!ReadNumber()) return Fail();
                break;
        }

        _state = Depth == 0 ? State.Done : State.AfterValue;
        return true;
    }

    private bool ReadWord(ReadOnlySpan<byte> word, JsonToken token)
    {
        if (!_json[_at..].StartsWith(word)) return false;
        Start = _at;
        Length = word.Length;
        _at += word.Length;
        Token = token;
        return true;
    }

    private bool ReadString()
    {
        Start = ++_at;
        HasEscapes = false;
        while (true)
        {
            var stop = _json[_at..].IndexOfAny(StringStops);
            if (stop < 0) return false;
            _at += stop;
            if (_json[_at] == '"')
            {
                Length = _at++ - Start;
                return true;
            }

            if (_json[_at] != '\\' || _at + 1 >= _json.Length) return false; // a bare control character
            HasEscapes = true;
            switch (_json[_at + 1])
            {
                case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                    _at += 2;
                    break;
                case (byte)'u':
                    if (_at + 6 > _json.Length || !char.IsAsciiHexDigit((char)_json[_at + 2]) || !char.IsAsciiHexDigit((char)_json[_at + 3])
                        || !char.IsAsciiHexDigit((char)_json[_at + 4]) || !char.IsAsciiHexDigit((char)_json[_at + 5])) return false;
                    _at += 6;
                    break;
                default:
                    return false;
            }
        }
    }

    private bool ReadNumber()
    {
        Start = _at;
        var at = _at;
        if (Peek(at) == '-') at++;
        if (Peek(at) == '0') at++;
        else if (!Digits(ref at)) return false;
        if (Peek(at) == '.')
        {
            at++;
            if (!Digits(ref at)) return false;
        }

        if (Peek(at) is 'e' or 'E')
        {
            at++;
            if (Peek(at) is '+' or '-') at++;
            if (!Digits(ref at)) return false;
        }

        Length = at - Start;
        _at = at;
        Token = JsonToken.Number;
        return Length <= MaxNumberBytes;
    }

    private readonly bool Digits(ref int at)
    {
        var start = at;
        while (Peek(at) is >= '0' and <= '9') at++;
        return at > start;
    }

    private readonly int Peek(int at) => at < _json.Length ? _json[at] : -1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipSpace()
    {
        while (_at < _json.Length && _json[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') _at++;
    }

    private bool End()
    {
        Token = JsonToken.None;
        return false;
    }

    private bool Fail()
    {
        Fault = JsonFault.Malformed;
        return false;
    }
}
