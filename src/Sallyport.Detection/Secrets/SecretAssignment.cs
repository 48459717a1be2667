using System.Buffers;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>How a value stands in its text.</summary>
internal enum ValueForm : byte
{
    /// <summary>Between quotes on one line.</summary>
    Quoted,

    /// <summary>Bare, up to the end of the line.</summary>
    Line,

    /// <summary>Bare, with more text after a space.</summary>
    Word,

    /// <summary>Bare, and a sign of code follows: a comma, a closing bracket, a semicolon.</summary>
    Code,
}

/// <summary>A name, a colon or an equals sign, and a value: <c>api_key = "…"</c>, <c>DB_PASSWORD=…</c>, <c>"token": "…"</c>.</summary>
internal readonly ref struct SecretAssignment
{
    /// <summary>Most chars before a value that can name it.</summary>
    public const int LookBehind = 208;

    private const int MaxName = 64, MaxSpaces = 24, MaxDefault = 96, MaxQuoted = 256, MaxValue = 512;

    /// <summary>Chars that end every secret that is not quoted.</summary>
    public static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n\f\v\0\u00A0\u2028\u2029\u3000\"'`<>,;(){}[]|\\“”„‘’«»");

    /// <summary>Chars that end a quoted secret, too: nothing that is found holds one.</summary>
    private static readonly SearchValues<char> QuotedEnds = SearchValues.Create(" \t\r\n\f\v\0\u00A0\u2028\u2029\u3000\"'`“”„‘’«»");

    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n\0\u2028\u2029");
    private static readonly string[] Schemes = ["Bearer ", "Basic ", "Token ", "ApiKey ", "Digest "];
    private const string SecureString = "ConvertTo-SecureString ";
    private static readonly string[] Wrappers = ["SecretStr", "Secret", "String", "string", "str", "bytes", "Buffer.from", "strdup", "SecureString", "atob", "b64decode", "Uri.EscapeDataString", "_", "t", "quote"];

    private SecretAssignment(SecretName name, int nameStart, int nameEnd, int start, int end, ValueForm form, bool tight, bool isTyped)
    {
        Name = name;
        NameStart = nameStart;
        NameEnd = nameEnd;
        Start = start;
        End = end;
        Form = form;
        IsTight = tight;
        IsTyped = isTyped;
    }

    public SecretName Name { get; }

    public int NameStart { get; }

    public int NameEnd { get; }

    public int Start { get; }

    public int End { get; }

    public ValueForm Form { get; }

    /// <summary>True if no space stands between the name, the sign and the value.</summary>
    public bool IsTight { get; }

    /// <summary>True if a type stands between the name and the sign: <c>password: str = "…"</c>.</summary>
    public bool IsTyped { get; }

    /// <summary>Reads the assignment of the colon or equals sign at <paramref name="at"/>; its value may be anything.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, int at, out SecretAssignment assignment)
    {
        assignment = default;
        if (!TryReadName(text, at, out var name, out var nameStart, out var nameEnd)) return false;

        // The value: past "=", ":=", "=>", spaces, marks of emphasis and the prefix of a string.
        var start = at + 1;
        var sign = text.CharAt(start);
        if (sign == '=' && text[at] == ':') start++;
        else if (sign == '>' && text[at] == '=') start++;
        else if (sign is '=' or ':' or '~') return false;
        var least = start;
        while (start < text.Length && start - least < MaxSpaces && text[start] is ' ' or '\t' or '*') start++;
        var tight = nameEnd >= at - 1 && start == least;
        var typed = text[at] == '=' && text.CharAt(nameEnd) == ':' && nameEnd < at - 1;
        foreach (var scheme in Schemes)
        {
            if (!text[start..].StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) continue;
            start += scheme.Length;
            break;
        }

        if (text[start..].StartsWith(SecureString)) start += SecureString.Length;
        if (TryReadQuoted(text, start, out var from, out var end))
        {
            foreach (var scheme in Schemes)
            {
                if (text[from..end].StartsWith(scheme.AsSpan(0, scheme.Length - 1), StringComparison.OrdinalIgnoreCase)) return false;
            }

            assignment = new SecretAssignment(name, nameStart, nameEnd, from, end, ValueForm.Quoted, tight, typed);
            return true;
        }

        if (from > start && TryReadAfterScheme(text, from, out from, out end))
        {
            assignment = new SecretAssignment(name, nameStart, nameEnd, from, end, ValueForm.Quoted, tight, typed);
            return true;
        }

        end = ValueEnd(text, start);
        if (end == start) return false;
        var next = text.CharAt(end);
        if (next is '(' or '[' || (next is '{' or '|' or '?' or ' ' && IsReference(text[start..end])))
        {
            if (!TryReadDefault(text, start, out from, out end)) return false;
            assignment = new SecretAssignment(name, nameStart, nameEnd, from, end, ValueForm.Quoted, tight, typed);
            return true;
        }

        var form = end >= text.Length || next is '\r' or '\n' or '\0' ? ValueForm.Line : next is ',' or ';' or ')' or '}' or ']' ? ValueForm.Code : ValueForm.Word;
        assignment = new SecretAssignment(name, nameStart, nameEnd, start, end, form, tight, typed);
        return true;
    }

    /// <summary>First index from which a quoted value or a default may still be unfinished at the end of the text.</summary>
    public static int OpenFrom(ReadOnlySpan<char> text)
    {
        // 1. No value that is not quoted holds one of the chars that end one.
        var least = Math.Max(0, text.Length - SecretFormats.MaxLength - 1);
        var open = least + text[least..].LastIndexOfAny(Ends) + 1;

        // 2. A quoted value may hold some of them, but is short.
        least = Math.Max(0, text.Length - MaxQuoted - 2);
        return Math.Min(open, least + text[least..].LastIndexOfAny(QuotedEnds) + 1);
    }

    /// <summary>Where a bare value ends that begins at <paramref name="start"/>.</summary>
    public static int ValueEnd(ReadOnlySpan<char> text, int start)
    {
        var rest = text[start..Math.Min(text.Length, start + MaxValue)];
        var length = rest.IndexOfAny(Ends);
        if (length < 0) length = rest.Length;

        // another parameter of a URL or a form follows
        for (var i = rest[..length].IndexOf('&'); i >= 0 && i < length;)
        {
            var name = i + 1;
            while (name < length && (char.IsAsciiLetterOrDigit(rest[name]) || rest[name] is '_' or '-' or '.')) name++;
            if (name > i + 1 && ((name < length && rest[name] == '=') || (name == length && IsEntity(rest, i, name))))
            {
                length = i;
                break;
            }

            var further = rest[(i + 1)..length].IndexOf('&');
            i = further < 0 ? -1 : i + 1 + further;
        }

        while (length > 0 && rest[length - 1] is '.' or ':' or '!' or '?' or '*')
        {
            // one mark at the end of a password is likelier part of it than of the sentence, unless the sentence goes on
            if (rest[length - 1] is '!' or '?' or '*' && (length == rest.Length || rest[length] is '\n' or '\r' or '<' or ',' or ';')) break;
            length--;
        }

        return start + length;
    }

    /// <summary>The text between the quotes that open at <paramref name="start"/>, without spaces and on one line.</summary>
    public static bool TryReadQuoted(ReadOnlySpan<char> text, int start, out int from, out int end)
    {
        (from, end) = (start, 0);
        var at = start;
        for (var prefix = 0; prefix < 2 && text.CharAt(at) is 'b' or 'u' or 'r' or 'f' or 'L' or '@' or '$' or 'N' or 'B' or 'R' && text.CharAt(at + 1) is '"' or '\'' or '@' or '$' or 'b' or 'r'; prefix++) at++;
        var escaped = text.CharAt(at) == '\\' && text.CharAt(at + 1) is '"' or '\'';
        if (escaped) at++;
        var quote = Closing(text.CharAt(at));
        if (quote == '\0') return TryReadWrapped(text, start, out from, out end);
        from = at + 1;
        var rest = text[from..Math.Min(text.Length, from + MaxQuoted)];
        var length = rest.IndexOfAny(QuotedEnds);
        if (length <= 0) return false;
        if (rest[length] != quote) return false;
        if (rest[length - 1] == '\\') length--;
        end = from + length;
        return length > 0;
    }

    // &quot; in a page that is shown as its source
    private static bool IsEntity(ReadOnlySpan<char> text, int at, int end) =>
        end < text.Length && text[end] == ';' && text[(at + 1)..end] is "quot" or "lt" or "gt" or "amp" or "apos" or "nbsp" or "ldquo" or "rdquo";

    // "Authorization: 'Bearer …'"
    private static bool TryReadAfterScheme(ReadOnlySpan<char> text, int quoted, out int from, out int end)
    {
        (from, end) = (quoted, 0);
        foreach (var scheme in Schemes)
        {
            if (!text[quoted..].StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) continue;
            from = quoted + scheme.Length;
            end = ValueEnd(text, from);
            return end > from;
        }

        return false;
    }

    // String("…"), SecretStr('…')
    private static bool TryReadWrapped(ReadOnlySpan<char> text, int start, out int from, out int end)
    {
        (from, end) = (start, 0);
        var rest = text[start..Math.Min(text.Length, start + 40)];
        if (rest.StartsWith("new ")) rest = rest[4..];
        var open = rest.IndexOf('(');
        if (open <= 0 || open + 1 >= rest.Length || Closing(rest[open + 1]) == '\0') return false;
        foreach (var wrapper in Wrappers)
        {
            if (rest[..open].EndsWith(wrapper) && (open == wrapper.Length || rest[open - wrapper.Length - 1] is '.' or ':' or ' ')) return TryReadQuoted(text, start + (text[start..].StartsWith("new ") ? 4 : 0) + open + 1, out from, out end);
        }

        return false;
    }

    // process.env.X || "…", os.getenv("X", "…"), ENV.fetch("X", '…')
    private static bool TryReadDefault(ReadOnlySpan<char> text, int start, out int from, out int end)
    {
        (from, end) = (0, 0);
        var rest = text[start..Math.Min(text.Length, start + MaxDefault)];
        var line = rest.IndexOfAny(LineEnds);
        if (line >= 0) rest = rest[..line];
        if (!rest.Contains("env", StringComparison.OrdinalIgnoreCase) && !rest.StartsWith("config", StringComparison.OrdinalIgnoreCase)) return false;
        for (var i = 3; i < rest.Length; i++)
        {
            if (rest[i] is not ('"' or '\'' or '`')) continue;
            var before = rest[..i].TrimEnd(' ');
            if (!before.EndsWith("||") && !before.EndsWith("??") && !before.EndsWith(",") && !before.EndsWith(" or") && !before.EndsWith("?:")) continue;
            return TryReadQuoted(text, start + i, out from, out end);
        }

        return false;
    }

    private static bool IsReference(ReadOnlySpan<char> value) => value.Contains("env", StringComparison.OrdinalIgnoreCase) && value.Contains('.');

    // The name before the sign, past spaces, quotes, brackets, and past a type: "password: str = …".
    private static bool TryReadName(ReadOnlySpan<char> text, int at, out SecretName name, out int start, out int end)
    {
        (name, start, end) = (SecretName.None, 0, at);
        var least = Math.Max(0, at - MaxName);
        if (end > least && text[end - 1] is '?' or '|' or '!' or '<' or '>' or '=' or '~' or '+' or ':')
        {
            if (text[end - 1] is not ('?' or '|')) return false;
            while (end > least && text[end - 1] is '?' or '|') end--;
        }

        while (end > least && text[end - 1] is ' ' or '\t') end--;
        if (end == least) return false;
        if (text[end - 1] == ']')
        {
            end--;
            if (end > least && text[end - 1] is not ('"' or '\'' or '[') && !char.IsAsciiDigit(text[end - 1])) return false;
            while (end > least && (char.IsAsciiDigit(text[end - 1]) || text[end - 1] == '[')) end--;
        }

        while (end > least && text[end - 1] is '"' or '\'' or '`' or '\\' or '*' or '”' or ' ') end--;
        if (end == least || (!char.IsLetterOrDigit(text[end - 1]) && text[end - 1] is not ('_' or '-'))) return false;
        name = SecretNames.Read(text, least, end, out start);
        if (name != SecretName.None) return !IsQualified(text, least, start);
        if (text[at] != '=') return false;

        var type = end;
        while (type > least && (char.IsAsciiLetterOrDigit(text[type - 1]) || text[type - 1] is '_' or '.' or '&' or '<' or '>' or '[')) type--;
        var colon = type;
        while (colon > least && text[colon - 1] == ' ') colon--;
        if (colon == least || text[colon - 1] != ':' || type == end) return false;
        end = colon - 1;
        while (end > least && text[end - 1] is ' ' or '?') end--;
        if (end == least) return false;
        name = SecretNames.Read(text, least, end, out start);
        return name is SecretName.Password or SecretName.Secret or SecretName.Chosen;
    }

    // "AWS::IAM::AccessKey", "arn:aws:secretsmanager:…:secret:…", "https://user:": a part of a longer name.
    private static bool IsQualified(ReadOnlySpan<char> text, int least, int start)
    {
        while (start > least && (char.IsAsciiLetterOrDigit(text[start - 1]) || text[start - 1] is '_' or '-' or '.')) start--;
        return start > least && (text[start - 1] == '/' || (text[start - 1] == ':' && start - 1 > least && (char.IsAsciiLetterOrDigit(text[start - 2]) || text[start - 2] == ':')));
    }

    private static char Closing(char quote) => quote switch
    {
        '"' or '\'' or '`' => quote,
        '“' or '„' => '”',
        '‘' => '’',
        '«' => '»',
        _ => '\0',
    };
}
