using System.Text;

namespace Sallyport.Providers.Forms;

/// <summary>Finds the parts of a <c>multipart/form-data</c> body (RFC 7578), strictly: what two readers could take differently is refused.</summary>
/// <remarks>Own code, since the framework's reader copies each part out of a stream, and edits need places in the bytes.</remarks>
public static class FormParser
{
    /// <summary>Most parts of a form, and the most bytes of a part's head.</summary>
    private const int MaxParts = 64, MaxHeadBytes = 2_048;

    /// <summary>Reads a body. No preamble, nothing after the end, no header that we do not know, none twice.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, string boundary, List<FormPart> parts)
    {
        parts.Clear();
        var mark = Encoding.ASCII.GetBytes("\r\n--" + boundary);
        if (!body.StartsWith(mark.AsSpan(2))) return false;
        var at = mark.Length - 2;
        while (true)
        {
            if (body[at..].StartsWith("--"u8)) return parts.Count > 0 && body[(at + 2)..].Trim("\r\n"u8).IsEmpty;
            if (!body[at..].StartsWith("\r\n"u8) || parts.Count == MaxParts) return false;
            at += 2;
            var head = body[at..].IndexOf("\r\n\r\n"u8);
            if (head is < 0 or > MaxHeadBytes) return false;
            if (!TryReadHead(body.Slice(at, head), at, out var part)) return false;
            at += head + 4;
            var length = body[at..].IndexOf(mark);
            if (length < 0) return false;
            parts.Add(part with { Value = (at, length) });
            at += length + mark.Length;
        }
    }

    private static bool TryReadHead(ReadOnlySpan<byte> head, int offset, out FormPart part)
    {
        part = default;
        bool hasName = false, hasType = false, hasEncoding = false;
        foreach (var range in head.Split("\r\n"u8))
        {
            var (start, length) = range.GetOffsetAndLength(head.Length);
            var line = head.Slice(start, length);
            var colon = line.IndexOf((byte)':');
            if (colon < 1 || line.ContainsAny((byte)'\r', (byte)'\n', (byte)0)) return false;
            var value = line[(colon + 1)..].Trim((byte)' ');
            var place = offset + start + colon + 1 + (line[(colon + 1)..].Length - line[(colon + 1)..].TrimStart((byte)' ').Length);
            if (Ascii.EqualsIgnoreCase(line[..colon], "content-disposition"u8))
            {
                if (hasName || !TryReadDisposition(value, place, ref part)) return false;
                hasName = true;
            }
            else if (Ascii.EqualsIgnoreCase(line[..colon], "content-type"u8))
            {
                if (hasType) return false;
                (hasType, part) = (true, part with { Type = (place, value.Length) });
            }
            else if (Ascii.EqualsIgnoreCase(line[..colon], "content-transfer-encoding"u8))
            {
                if (hasEncoding || !(Ascii.EqualsIgnoreCase(value, "binary"u8) || Ascii.EqualsIgnoreCase(value, "8bit"u8) || Ascii.EqualsIgnoreCase(value, "7bit"u8))) return false; // any other would be text that we read as it is not
                hasEncoding = true;
            }
            else if (!Ascii.EqualsIgnoreCase(line[..colon], "content-length"u8)) return false;
        }

        return hasName;
    }

    private static bool TryReadDisposition(ReadOnlySpan<byte> value, int offset, ref FormPart part)
    {
        var at = "form-data"u8.Length;
        if (value.Length <= at || !Ascii.EqualsIgnoreCase(value[..at], "form-data"u8)) return false;
        bool hasName = false, hasFile = false, hasCoded = false;
        while (at < value.Length)
        {
            if (value[at] is not (byte)';') return false;
            at++;
            while (at < value.Length && value[at] == ' ') at++;
            var equals = value[at..].IndexOf((byte)'=');
            if (equals < 1) return false;
            var name = value.Slice(at, equals);
            at += equals + 1;
            var quoted = at < value.Length && value[at] == '"';
            if (quoted) at++;
            var length = value[at..].IndexOf(quoted ? (byte)'"' : (byte)';');
            if (length < 0 && quoted) return false;
            if (length < 0) length = value.Length - at;
            var text = value.Slice(at, length);
            if (text.ContainsAny((byte)'\\', (byte)'"')) return false; // readers differ over what a backslash does here
            if (Ascii.EqualsIgnoreCase(name, "name"u8))
            {
                if (hasName || length == 0) return false;
                (hasName, part) = (true, part with { Name = (offset + at, length) });
            }
            else if (Ascii.EqualsIgnoreCase(name, "filename"u8))
            {
                if (hasFile) return false;
                (hasFile, part) = (true, part with { FileName = (offset + at, length) });
            }
            else if (Ascii.EqualsIgnoreCase(name, "filename*"u8))
            {
                if (hasCoded) return false;
                hasCoded = true; // says the same once more: no name of the client's leaves anyway
            }
            else return false;

            at += length + (quoted ? 1 : 0);
        }

        if (hasCoded && !hasFile) part = part with { FileName = (offset, 0) };
        return hasName;
    }
}
