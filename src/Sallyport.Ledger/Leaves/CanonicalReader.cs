using System.Text;
using System.Text.Unicode;

namespace Sallyport.Ledger.Leaves;

/// <summary>One pass over a record: is it the one spelling, and where are the members the verifier reads.</summary>
/// <remarks>Own reader because the framework's accepts many spellings and does not say which one it read. Allocates only for text beyond ASCII that could be composed, and to say what is wrong.</remarks>
internal ref struct CanonicalReader(ReadOnlySpan<byte> json)
{
    // What a byte means inside a string. Plain bytes are 0, so the loop over them is one look-up.
    private const byte Quote = 1, Backslash = 2, Control = 3, BeyondAscii = 4;
    private static readonly byte[] Classes = [.. Enumerable.Range(0, 256).Select(b => b switch { < 0x20 => Control, '"' => Quote, '\\' => Backslash, >= 0x80 => BeyondAscii, _ => (byte)0 })];

    private readonly ReadOnlySpan<byte> _json = json;
    private int _at;
    private string? _problem;
    private RecordFields _fields;

    /// <summary>The top-level members of a record, once <see cref="FindProblem"/> found none.</summary>
    public readonly RecordFields Fields => _fields;

    /// <returns>What is wrong, or null.</returns>
    public string? FindProblem()
    {
        if (_json.Length > CanonicalJson.MaxBytes) return $"longer than {CanonicalJson.MaxBytes} bytes";
        if (ReadValue(0) && _at != _json.Length) Fail("bytes after the end");
        return _problem;
    }

    private bool ReadValue(int depth)
    {
        if (_at >= _json.Length) return Fail("cut short");
        switch (_json[_at])
        {
            case (byte)'"':
                return ReadString(out _, out _);
            case (byte)'{':
                return ReadObject(depth + 1);
            case (byte)'[':
                return ReadList(depth + 1);
            case (byte)'t':
                return ReadWord("true"u8);
            case (byte)'f':
                return ReadWord("false"u8);
            case (byte)'n':
                return ReadWord("null"u8);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return ReadInteger();
            default:
                return Fail("not the beginning of a value");
        }
    }

    private bool ReadObject(int depth)
    {
        if (depth > CanonicalJson.MaxDepth) return Fail("nested too deep");
        _at++;
        if (TryTake((byte)'}')) return true;

        ReadOnlySpan<byte> last = default;
        var (lastIsPlain, isFirst) = (true, true);
        while (true)
        {
            if (_at >= _json.Length || _json[_at] != '"') return Fail("a member name is missing");
            var start = _at;
            if (!ReadString(out var name, out var isPlain)) return false;
            if (!isFirst && !IsAfter(last, name, lastIsPlain && isPlain))
            {
                _at = start;
                return Fail("member repeated or out of order");
            }

            last = name;
            (lastIsPlain, isFirst) = (isPlain, false);
            if (!TryTake((byte)':')) return Fail("a colon is missing");
            var value = _at;
            if (!ReadValue(depth)) return false;
            if (depth == 1) _fields.Note(name, value, _at - value);
            if (TryTake((byte)'}')) return true;
            if (!TryTake((byte)',')) return Fail("neither comma nor end of object");
        }
    }

    private bool ReadList(int depth)
    {
        if (depth > CanonicalJson.MaxDepth) return Fail("nested too deep");
        _at++;
        if (TryTake((byte)']')) return true;
        while (true)
        {
            if (!ReadValue(depth)) return false;
            if (TryTake((byte)']')) return true;
            if (!TryTake((byte)',')) return Fail("neither comma nor end of list");
        }
    }

    /// <param name="raw">The bytes between the quotation marks, escapes and all.</param>
    /// <param name="isPlain">ASCII without escapes.</param>
    private bool ReadString(out ReadOnlySpan<byte> raw, out bool isPlain)
    {
        var (start, classes, escapes, beyondAscii) = (++_at, Classes, false, false);
        raw = default;
        isPlain = false;
        while (true)
        {
            while (_at < _json.Length && classes[_json[_at]] == 0) _at++;
            if (_at >= _json.Length) return Fail("a string without end");
            switch (classes[_json[_at]])
            {
                case Quote:
                    raw = _json[start.._at];
                    isPlain = !escapes && !beyondAscii;
                    if (beyondAscii && !IsGoodText(raw, escapes)) return false;
                    _at++;
                    return true;
                case Backslash:
                    escapes = true;
                    if (!ReadEscape()) return false;
                    break;
                case Control:
                    return Fail("a control character in a string");
                default:
                    beyondAscii = true;
                    _at++;
                    break;
            }
        }
    }

    private bool ReadEscape()
    {
        if (_at + 1 >= _json.Length) return Fail("a string without end");
        if (_json[_at + 1] is (byte)'"' or (byte)'\\' or (byte)'b' or (byte)'t' or (byte)'n' or (byte)'f' or (byte)'r')
        {
            _at += 2;
            return true;
        }

        const int Length = 6; // \u00xx
        if (_json.Length - _at < Length || !_json.Slice(_at, 4).SequenceEqual("\\u00"u8) || Unhex(_json[_at + 4]) is < 0 or > 1 || Unhex(_json[_at + 5]) < 0)
            return Fail("an escape that is not the shortest");
        var code = (Unhex(_json[_at + 4]) << 4) | Unhex(_json[_at + 5]);
        if (code is '\b' or '\t' or '\n' or '\f' or '\r') return Fail("an escape that is not the shortest");
        _at += Length;
        return true;
    }

    private bool IsGoodText(scoped ReadOnlySpan<byte> raw, bool escapes)
    {
        if (!Utf8.IsValid(raw)) return Fail("not UTF-8");
        var normal = escapes
            ? Unescape(raw) is var text && string.Equals(NormalForm.Normalize(text), text, StringComparison.Ordinal)
            : NormalForm.IsNormal(raw);
        return normal || Fail("not in normal form C");
    }

    private bool ReadInteger()
    {
        var start = _at;
        if (_json[_at] == '-') _at++;
        var first = _at;
        long value = 0;
        while (_at < _json.Length && _json[_at] is >= (byte)'0' and <= (byte)'9')
        {
            value = (value * 10) + (_json[_at++] - '0');
            if (value > CanonicalJson.MaxInteger) return Fail("a number beyond 2^53-1");
        }

        if (_at == first || (_json[first] == '0' && (_at - first > 1 || first > start))) return Fail("a number with a needless zero or sign");
        return _at >= _json.Length || _json[_at] is not ((byte)'.' or (byte)'e' or (byte)'E') || Fail("a number that is not an integer");
    }

    private bool ReadWord(ReadOnlySpan<byte> word)
    {
        if (!_json[_at..].StartsWith(word)) return Fail("not the beginning of a value");
        _at += word.Length;
        return true;
    }

    private bool TryTake(byte wanted)
    {
        if (_at >= _json.Length || _json[_at] != wanted) return false;
        _at++;
        return true;
    }

    private bool Fail(string what)
    {
        _problem ??= $"byte {_at}: {what}";
        return false;
    }

    /// <summary>Order of UTF-16 code units, as RFC 8785 demands. Only plain names may be compared as bytes: beyond U+FFFF the two orders differ.</summary>
    private static bool IsAfter(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, bool bothPlain) =>
        bothPlain ? first.SequenceCompareTo(second) < 0 : string.CompareOrdinal(Unescape(first), Unescape(second)) < 0;

    private static string Unescape(ReadOnlySpan<byte> raw)
    {
        var source = Encoding.UTF8.GetString(raw);
        var text = new StringBuilder(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '\\')
            {
                text.Append(source[i]);
                continue;
            }

            i++;
            text.Append(source[i] switch { 'b' => '\b', 't' => '\t', 'n' => '\n', 'f' => '\f', 'r' => '\r', 'u' => (char)((Unhex((byte)source[i + 3]) << 4) | Unhex((byte)source[i + 4])), _ => source[i] });
            if (source[i] == 'u') i += 4;
        }

        return text.ToString();
    }

    private static int Unhex(byte digit) => digit switch { >= (byte)'0' and <= (byte)'9' => digit - '0', >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10, _ => -1 };
}
