using System.Buffers;
using System.Text.Unicode;
using Sallyport.Providers.Json;

namespace Sallyport.Providers.Forms;

/// <summary>A form with texts and files, as OpenAI's image edits and transcriptions take it. The bytes of files cannot be inspected: they need the capability for media.</summary>
public sealed class FormRequestReader : RequestReader
{
    private const int MaxTypeBytes = 64;

    private static readonly SearchValues<byte> Base64Bytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);
    private static readonly SearchValues<byte> TypeBytes = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789/.+-"u8);

    private readonly List<FormPart> _parts = [];

    /// <summary>What stands between the parts, as the content type says. Set it before reading.</summary>
    public string Boundary { get; set; } = "";

    /// <summary>The parts of the form read last.</summary>
    public IReadOnlyList<FormPart> Parts => _parts;

    public override bool TryRead(ReadOnlySpan<byte> body, out JsonFault fault)
    {
        Segments.Clear();
        OnStart();
        fault = JsonFault.Malformed;
        if (!FormParser.TryParse(body, Boundary, _parts) || HasTwice(body)) return false;
        foreach (var part in _parts)
        {
            var name = body.Slice(part.Name.Start, part.Name.Length);
            var field = FieldOf(name);
            if (field == Field.Unknown)
            {
                if (!Utf8.IsValid(name) || name.SequenceEqual("_charset_"u8)) return false; // would make the other bytes mean something else
                Add(part.Name.Start, part.Name.Length, hasEscapes: false, SegmentKind.Name);
            }

            if (part.FileName is not null || IsFile(body.Slice(part.Type.Start, part.Type.Length))) ReadFile(field, part.Value);
            else if (!Utf8.IsValid(body.Slice(part.Value.Start, part.Value.Length))) return false;
            else ReadText(body, field, part.Value);
        }

        fault = JsonFault.None;
        return OnEnd();
    }

    /// <summary>The field of a part's name; lists are written with brackets after it.</summary>
    public static Field FieldOf(ReadOnlySpan<byte> name) => FieldTable.Find(name.EndsWith("[]"u8) ? name[..^2] : name);

    private void ReadFile(Field field, (int Start, int Length) value)
    {
        Add(value.Start, value.Length, hasEscapes: false, SegmentKind.Media);
        if (field is Field.Image or Field.Mask) NoteMedia(isImage: true);
        else Facts.SoundBytes += value.Length;
    }

    private void ReadText(ReadOnlySpan<byte> body, Field field, (int Start, int Length) value)
    {
        var text = body.Slice(value.Start, value.Length);
        if (field != Field.Prompt && IsBytes(text))
        {
            ReadFile(field, value);
            return;
        }

        // A field that the provider reads as JSON says by its escapes what nobody finds in its bytes.
        if (text.TrimStart(" \r\n\t"u8) is [(byte)'{' or (byte)'[', ..] && text.Contains((byte)'\\')) Facts.Unscannable = "A form field of escaped JSON";
        ref var segment = ref Add(value.Start, value.Length, hasEscapes: false, SegmentKind.Text);
        switch (field)
        {
            case Field.Prompt:
                (segment.Role, segment.IsSpoken) = (SegmentRole.User, true);
                break;
            case Field.Model:
                Facts.SetModel(body, value.Start, value.Length, hasEscapes: false);
                break;
            case Field.User:
                Facts.EndUser = RequestFacts.Decode(text, hasEscapes: false);
                break;
            case Field.N:
                Facts.Choices = Math.Max(1, WholeOf(text));
                break;
            case Field.Stream:
                Facts.Stream = text.SequenceEqual("true"u8);
                break;
            case Field.Include when text.SequenceEqual("logprobs"u8):
                Facts.Needs |= Capabilities.Logprobs;
                break;
            default:
                break;
        }
    }

    // Of two fields of one name, which one counts is the provider's choice. Lists say by their brackets that they are lists.
    private bool HasTwice(ReadOnlySpan<byte> body)
    {
        for (var i = 1; i < _parts.Count; i++)
        {
            var name = body.Slice(_parts[i].Name.Start, _parts[i].Name.Length);
            if (name.EndsWith("[]"u8)) continue;
            for (var j = 0; j < i; j++)
            {
                if (name.SequenceEqual(body.Slice(_parts[j].Name.Start, _parts[j].Name.Length))) return true;
            }
        }

        return false;
    }

    private static bool IsBytes(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("data:"u8)) return false;
        var mark = text.IndexOf(";base64,"u8);
        return mark is >= 0 and < MaxTypeBytes && !text[5..mark].ContainsAnyExcept(TypeBytes) && !text[(mark + 8)..].ContainsAnyExcept(Base64Bytes);
    }

    private static bool IsFile(ReadOnlySpan<byte> type) => !type.IsEmpty && !type.StartsWith("text/plain"u8);
}
