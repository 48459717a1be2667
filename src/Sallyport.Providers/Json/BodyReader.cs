using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Sallyport.Providers.Json;

/// <summary>
/// Walks one JSON body, marks every piece of text, and lets a dialect say what each is. One validating pass, no document model.
/// Instances are reused, one body at a time.
/// </summary>
public abstract class BodyReader
{
    private const int LongNumberDigits = 12; // the shortest payment card number has 13; one less leaves room for other kinds

    private const int MaxWordBytes = 256;

    private Frame[] _frames = new Frame[8]; // grows to the depth that bodies have: every open stream keeps a reader
    private readonly NameSet _names = new();
    private int _depth;
    private bool _isDisguised;

    /// <summary>Every piece of text, in order of the body.</summary>
    public List<TextSegment> Segments { get; } = [];

    /// <summary>Number of open objects and arrays; 1 inside the root object.</summary>
    protected int Depth => _depth;

    /// <summary>The innermost open object or array.</summary>
    protected ref Frame Top => ref _frames[_depth];

    /// <summary>Name under which the open container number <paramref name="level"/> stands; 1 is the root, which has none. Arrays give their name to their elements.</summary>
    protected Field At(int level) => level <= _depth ? _frames[level].Name : Field.Unknown;

    /// <summary>The open container at a level.</summary>
    protected ref Frame FrameAt(int level) => ref _frames[level];

    /// <summary>Reads a body. False if two parsers could read it differently; <paramref name="fault"/> says why.</summary>
    public virtual bool TryRead(ReadOnlySpan<byte> body, out JsonFault fault)
    {
        Segments.Clear();
        _names.Clear();
        _depth = 0;
        _isDisguised = false;
        OnStart();
        fault = JsonFault.Malformed;
        if (!Utf8.IsValid(body)) return false;

        var json = new JsonScanner(body);
        var field = Field.Unknown;
        while (json.Read())
        {
            switch (json.Token)
            {
                case JsonToken.StartObject:
                    Push(field, isArray: false, json.Start);
                    _names.Open(_depth);
                    break;
                case JsonToken.StartArray:
                    if (_depth == 0) return false; // every body of every dialect is an object
                    Push(field, isArray: true, json.Start);
                    break;
                case JsonToken.EndObject:
                    _names.Close(_depth);
                    OnObjectEnd(body, ref Top);
                    PatchRoles();
                    _depth--;
                    break;
                case JsonToken.EndArray:
                    OnArrayEnd(json.Start + 1);
                    _depth--;
                    break;
                case JsonToken.Name:
                    var name = body.Slice(json.Start, json.Length);
                    if (!_names.TryAdd(_depth, name, json.HasEscapes)) return false;
                    field = json.HasEscapes ? FindUnescaped(name) : FieldTable.Find(name);
                    if (field == Field.Unknown) Add(json.Start, json.Length, json.HasEscapes, SegmentKind.Name);
                    continue;
                case JsonToken.String:
                    if (_depth == 0) return false;
                    OnString(body, Current(field), json.Start, json.Length, json.HasEscapes);
                    break;
                case JsonToken.Number:
                    if (_depth == 0) return false;
                    OnNumber(body.Slice(json.Start, json.Length), Current(field));
                    if (json.Length >= LongNumberDigits) Add(json.Start, json.Length, hasEscapes: false, SegmentKind.Number);
                    break;
                default:
                    if (_depth == 0) return false;
                    OnLiteral(json.Token, Current(field), json.Start);
                    break;
            }

            field = Field.Unknown;
        }

        fault = json.Fault;
        if (_isDisguised) fault = JsonFault.Malformed;
        return fault == JsonFault.None && OnEnd();
    }

    /// <summary>Resets what the dialect remembers.</summary>
    protected virtual void OnStart()
    {
    }

    /// <summary>A string value. The default marks it as text.</summary>
    protected virtual void OnString(ReadOnlySpan<byte> body, Field field, int start, int length, bool hasEscapes) => Add(start, length, hasEscapes, SegmentKind.Text);

    /// <summary>A number value.</summary>
    protected virtual void OnNumber(ReadOnlySpan<byte> number, Field field)
    {
    }

    /// <summary>true, false or null.</summary>
    protected virtual void OnLiteral(JsonToken token, Field field, int start)
    {
    }

    /// <summary>An object or array opened at a byte; it is <see cref="Top"/>.</summary>
    protected virtual void OnOpen(int start)
    {
    }

    /// <summary>An object closes; it is still <see cref="Top"/>.</summary>
    protected virtual void OnObjectEnd(ReadOnlySpan<byte> body, ref Frame frame)
    {
    }

    /// <summary>An array closes; it is still <see cref="Top"/>.</summary>
    /// <param name="end">First byte after it.</param>
    protected virtual void OnArrayEnd(int end)
    {
    }

    /// <summary>The body was read whole. False refuses it as malformed.</summary>
    protected virtual bool OnEnd() => true;

    /// <summary>Marks a piece of text.</summary>
    protected ref TextSegment Add(int start, int length, bool hasEscapes, SegmentKind kind)
    {
        Segments.Add(new TextSegment { Start = start, Length = length, HasEscapes = hasEscapes, Kind = kind });
        return ref CollectionsMarshal.AsSpan(Segments)[^1];
    }

    /// <summary>The segments marked since a container opened.</summary>
    protected Span<TextSegment> Since(in Frame frame) => CollectionsMarshal.AsSpan(Segments)[frame.FirstSegment..];

    /// <summary>Notes what an object says of itself in <c>type</c> or <c>role</c>; call it for every string.</summary>
    protected void Note(ReadOnlySpan<byte> body, Field field, int start, int length)
    {
        if (field is not (Field.Type or Field.Role) || Top.IsArray) return;
        var value = body.Slice(start, length);
        if (length <= MaxWordBytes && value.Contains((byte)'\\')) _isDisguised |= IsWord(value);
        if (field == Field.Type) (Top.TypeStart, Top.TypeLength) = (start, length);
        else Top.Role = RoleOf(value);
    }

    // A word such as "system" needs no escape, so no library writes one: whoever does wants us to read another word than the provider.
    private static bool IsWord(ReadOnlySpan<byte> value)
    {
        Span<char> text = stackalloc char[MaxWordBytes];
        foreach (var c in text[..SegmentText.Decode(value, 1, text)])
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.')) return false;
        }

        return true;
    }

    /// <summary>Value of <c>type</c> of an open object; empty if it has said none yet.</summary>
    protected static ReadOnlySpan<byte> TypeOf(ReadOnlySpan<byte> body, in Frame frame) => body.Slice(frame.TypeStart, frame.TypeLength);

    private static SegmentRole RoleOf(ReadOnlySpan<byte> role) =>
        role.SequenceEqual("user"u8) ? SegmentRole.User
        : role.SequenceEqual("assistant"u8) || role.SequenceEqual("model"u8) ? SegmentRole.Assistant
        : role.SequenceEqual("system"u8) || role.SequenceEqual("developer"u8) ? SegmentRole.System
        : role.SequenceEqual("tool"u8) || role.SequenceEqual("function"u8) ? SegmentRole.Tool
        : SegmentRole.Other;

    private static Field FindUnescaped(ReadOnlySpan<byte> name)
    {
        if (name.Length > 256) return Field.Unknown;
        Span<char> text = stackalloc char[name.Length];
        Span<byte> plain = stackalloc byte[name.Length];
        var length = SegmentText.Decode(name, 1, text);
        return System.Text.Encoding.UTF8.TryGetBytes(text[..length], plain, out var bytes) ? FieldTable.Find(plain[..bytes]) : Field.Unknown;
    }

    private Field Current(Field field) => Top.IsArray ? Top.Name : field;

    private void Push(Field field, bool isArray, int start)
    {
        var name = _depth > 0 ? Current(field) : Field.Unknown;
        if (++_depth == _frames.Length) Array.Resize(ref _frames, _depth * 2);
        _frames[_depth] = new Frame { Name = name, IsArray = isArray, FirstSegment = Segments.Count };
        OnOpen(start);
    }

    private void PatchRoles()
    {
        if (Top.Role == SegmentRole.Other) return;
        foreach (ref var segment in Since(Top))
        {
            if (segment.Role == SegmentRole.Other) segment.Role = Top.Role;
        }
    }

    /// <summary>An open object or array.</summary>
    protected struct Frame
    {
        public Field Name { get; set; }

        public bool IsArray { get; set; }

        public int FirstSegment { get; set; }

        public int TypeStart { get; set; }

        public int TypeLength { get; set; }

        public SegmentRole Role { get; set; }

        /// <summary>Free for the dialect: a hash of the indexes and ids that the object has said.</summary>
        public int Key { get; set; }

        /// <summary>Free for the dialect.</summary>
        public bool Mark { get; set; }
    }
}
