using System.Buffers;
using System.Collections.Frozen;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>Passwords after the word for one, with neither colon nor equals sign between: said, called, written in markup, given as an argument.</summary>
internal static class PasswordPhrase
{
    private const int MaxFiller = 48, MaxBlock = 120, MaxBracketed = 40;
    private static readonly SearchValues<char> TokenEnds = SearchValues.Create(" \t\r\n\"'`\u00A0");
    private static readonly SearchValues<char> Brackets = SearchValues.Create("()[]{}|<>");
    private static readonly SearchValues<char> NameChars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Is = Set("is are was lautet ist wäre war est era es será é er är jest brzmi");
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Fillers = Set(
        "for of to on the my our your their his her its this that new old current default temporary temp initial root admin user server db database wifi wlan router account login site vpn email mail a an in at and ssh ftp api " +
        "für der die das den dem des meinen meinem mein zum zur vom von im le la les du de des pour mon ma notre el los las del para mi nuestro voor het een van mijn do da dos das meu minha o os as till mitt för av do moje");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> PinWords = Set("pin puk tan otp pincode passcode verificación verificacion vérification bestätigungscode sicherheitscode verificatiecode");
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> CodeWords = Set("verification security access confirmation auth authentication sms 2fa mfa login unlock entry door alarm gate voicemail backup recovery sicherheits zugangs");

    /// <summary>The words looked for, whatever their case. Signs that are not ASCII would slow the search for all.</summary>
    public static string[] Words { get; } = ["passw", "passphrase", "kennwort", "contrase", "mot de passe", "wachtwoord", "identified by "];

    public static bool TryRead(ReadOnlySpan<char> text, int at, string word, out int start, out int end, out ushort kind, out Confidence confidence)
    {
        (start, end, kind, confidence) = (0, 0, 0, Confidence.Likely);
        if (word == "identified by ") return TryReadQuotedAt(text, at + word.Length, PasswordDetector.Database, out start, out end, out kind);
        if (word == "sshpass") return TryReadSshPass(text, at + word.Length, out start, out end, out kind);

        var nameEnd = at + word.Length;
        while (nameEnd < text.Length && nameEnd - at < 40 && (char.IsLetterOrDigit(text[nameEnd]) || text[nameEnd] is '_' or '-')) nameEnd++;
        var next = text.CharAt(nameEnd);
        return next switch
        {
            '>' => TryReadMarkup(text, at, nameEnd, out start, out end, out kind),
            '(' => TryReadCall(text, at, nameEnd, out start, out end, out kind),
            '"' or '\'' => TryReadPaired(text, at, nameEnd, out start, out end, out kind),
            ' ' or '\t' => TryReadSpoken(text, at, nameEnd, out start, out end, out kind, out confidence),
            '\n' or '\r' => TryReadPaired(text, at, nameEnd - 1, out start, out end, out kind),
            _ => false,
        };
    }

    /// <summary>A number of four to eight digits at <paramref name="at"/> that a word before it calls a PIN or a code.</summary>
    public static bool IsPin(ReadOnlySpan<char> text, int at, out int end)
    {
        end = text.SkipDigits(at);
        if (end - at is < 4 or > 8 || at < 4 || text[at - 1] is not (' ' or '"' or '\'' or '`' or '*') || text.IsWordAt(end) || (text.CharAt(end) is '.' or ',' or '-' or '/' or ':' && text.IsDigitAt(end + 1))) return false;
        var before = text[Math.Max(0, at - 64)..at].TrimEnd(" \"'`*");
        var code = false;
        for (var i = 0; i < 4; i++)
        {
            before = before.TrimEnd(" :=");
            var word = before[(before.LastIndexOfAnyExcept(NameAndLetters) + 1)..];
            if (word.IsEmpty) return false;
            if (code ? CodeWords.Contains(word) : PinWords.Contains(word)) return true;
            if (code) return false;
            code = word.Equals("code", StringComparison.OrdinalIgnoreCase);
            if (!code && !Is.Contains(word) && !word.Equals("number", StringComparison.OrdinalIgnoreCase) && !word.Equals("nummer", StringComparison.OrdinalIgnoreCase)) return false;
            before = before[..^word.Length];
        }

        return false;
    }

    /// <summary>True for four to eight digits.</summary>
    public static bool IsPinValue(ReadOnlySpan<char> value) => value.Length is >= 4 and <= 8 && !value.ContainsAnyExcept(TextChars.Digits) && value is not ("0000" or "00000" or "000000");

    // <password>…</password>
    private static bool TryReadMarkup(ReadOnlySpan<char> text, int at, int nameEnd, out int start, out int end, out ushort kind)
    {
        (start, end, kind) = (nameEnd + 1, 0, PasswordDetector.Markup);
        var open = at;
        var least = Math.Max(0, at - 40);
        while (open > least && (NameChars.Contains(text[open - 1]) || text[open - 1] == ':')) open--;
        if (open == least || text[open - 1] != '<') return false;
        end = SecretAssignment.ValueEnd(text, start);
        if (text.CharAt(end) != '<' || text.CharAt(end + 1) != '/') return false;
        return PasswordValue.IsGiven(text[start..end]);
    }

    // setPassword("…"), IDENTIFIED BY PASSWORD('…')
    private static bool TryReadCall(ReadOnlySpan<char> text, int at, int nameEnd, out int start, out int end, out ushort kind)
    {
        kind = PasswordDetector.Call;
        if (!SecretAssignment.TryReadQuoted(text, nameEnd + 1, out start, out end) || text.CharAt(nameEnd + 1) is not ('"' or '\'')) return false;
        var verb = at;
        var least = Math.Max(0, at - 20);
        while (verb > least && (char.IsAsciiLetter(text[verb - 1]) || text[verb - 1] == '_')) verb--;
        if (text[verb..at].EndsWith("user", StringComparison.OrdinalIgnoreCase) || text[verb..at].EndsWith("username", StringComparison.OrdinalIgnoreCase)) return false;
        foreach (var asker in (ReadOnlySpan<string>)["get", "read", "fetch", "load", "ask", "prompt", "input", "enter", "require", "env", "find", "split", "parse"])
        {
            if (text[verb..at].StartsWith(asker, StringComparison.OrdinalIgnoreCase)) return false;
        }

        return PasswordValue.IsGiven(text[start..end]);
    }

    // name="password" value="…"; ("password", "…"); { name: DB_PASSWORD, value: … }
    private static bool TryReadPaired(ReadOnlySpan<char> text, int anchor, int nameEnd, out int start, out int end, out ushort kind)
    {
        (start, end, kind) = (0, 0, PasswordDetector.Call);
        var at = nameEnd + 1;
        while (at < text.Length && at - nameEnd < 32 && text[at] is ' ' or '\t' or '\r' or '\n' or ',' or '"' or '\'') at++;
        if (text[at..].StartsWith("value", StringComparison.OrdinalIgnoreCase))
        {
            at += 5;
            while (at < text.Length && at - nameEnd < 48 && text[at] is ' ' or ':' or '=' or '"' or '\'' && !(text[at] is '"' or '\'' && text[at - 1] is '=' or ' ' or ':')) at++;
            kind = PasswordDetector.Markup;
            if (SecretAssignment.TryReadQuoted(text, at, out start, out end)) return PasswordValue.IsGiven(text[start..end]);
            start = at;
            end = SecretAssignment.ValueEnd(text, at);
            return PasswordValue.IsEvident(text[start..end]);
        }

        if (text.CharAt(nameEnd + 1) != ',') return TryReadVariable(text, anchor, nameEnd, out start, out end);
        at = nameEnd + 2;
        while (at < text.Length && at - nameEnd < 6 && text[at] == ' ') at++;
        if (!SecretAssignment.TryReadQuoted(text, at, out start, out end)) return false;
        var value = text[start..end];
        return PasswordValue.IsEvident(value) || (value.Length >= 8 && Randomness.Classes(value) >= 3 && PasswordValue.IsSaid(value));
    }

    // variable "db_password" { … default = "…" }
    private static bool TryReadVariable(ReadOnlySpan<char> text, int at, int nameEnd, out int start, out int end)
    {
        (start, end) = (0, 0);
        var open = nameEnd + 1;
        while (open < text.Length && open - nameEnd < 4 && text[open] == ' ') open++;
        if (text.CharAt(open) != '{') return false;
        var before = text[Math.Max(0, at - 48)..at];
        if (!before[..Math.Max(0, before.LastIndexOf('"'))].TrimEnd().EndsWith("variable")) return false;
        var block = text[open..Math.Min(text.Length, open + MaxBlock)];
        var close = block.IndexOf('}');
        if (close >= 0) block = block[..close];
        var name = block.IndexOf("default");
        if (name < 0) return false;
        start = open + name + "default".Length;
        while (start < text.Length && start - open - name < 24 && text[start] is ' ' or '=') start++;
        return SecretAssignment.TryReadQuoted(text, start, out start, out end) && PasswordValue.IsGiven(text[start..end]);
    }

    // "--password x", "password 'x'", "my password is x", "password for the router is x", "login admin password x"
    private static bool TryReadSpoken(ReadOnlySpan<char> text, int at, int nameEnd, out int start, out int end, out ushort kind, out Confidence confidence)
    {
        (start, end, kind, confidence) = (nameEnd + 1, 0, PasswordDetector.Spoken, Confidence.Likely);
        while (start < text.Length && start - nameEnd < 4 && text[start] is ' ' or '\t') start++;
        if (IsOption(text, at))
        {
            kind = PasswordDetector.CommandLine;
            if (SecretAssignment.TryReadQuoted(text, start, out start, out end)) return PasswordValue.IsGiven(text[start..end]);
            end = SecretAssignment.ValueEnd(text, start);
            return end > start && text[start] != '-' && text.CharAt(end) is not ('(' or '[' or '<') && PasswordValue.IsSaid(text[start..end]) && PasswordValue.IsGiven(text[start..end]);
        }

        bool said = false, about = false;
        var words = 0;
        for (; words < 7 && start - nameEnd < MaxFiller; words++)
        {
            if (SecretAssignment.TryReadQuoted(text, start, out var from, out end))
            {
                start = from;
                var quoted = text[start..end];
                return PasswordValue.IsGiven(quoted) && (said || (words == 0 && PasswordValue.IsSaid(quoted)));
            }

            while (start < text.Length && text[start] is '"' or '*' or '`' or '“' or '„' or '\'') start++;
            var stop = text[start..Math.Min(text.Length, start + 24)].IndexOfAny(' ', '\n');
            var word = stop < 0 ? default : text.Slice(start, stop).TrimEnd(':');
            if (stop <= 0 || (!Is.Contains(word) && !Fillers.Contains(word) && !(about && !said && !word.ContainsAnyExcept(NameAndLetters)))) break;
            about |= Fillers.Contains(word);
            said |= Is.Contains(word) || text[start + stop - 1] == ':';
            start += stop;
            while (start < text.Length && text[start] == ' ') start++;
        }

        end = SecretAssignment.ValueEnd(text, start);
        if ((said || words == 0) && IsBracketed(text, start, ref end)) return true;
        if (end <= start || text.CharAt(end) is '(' or '[') return false;
        var value = text[start..end];
        confidence = said ? Confidence.Likely : Confidence.Possible;
        if (!value.ContainsAnyExcept(TextChars.Digits)) return said && value.Length is >= 4 and <= 16;
        if (IsOrdinary(value)) return false;
        if (said || (words == 0 && FollowsLogin(text, at))) return PasswordValue.IsSaid(value);
        return words == 0 && value.Length >= 8 && value.ContainsAny(TextChars.Digits) && PasswordValue.IsEvident(value);
    }

    // Made by a generator: brackets among letters, digits and other signs, and no call of anything.
    private static bool IsBracketed(ReadOnlySpan<char> text, int start, ref int end)
    {
        if (end >= text.Length || text[end] is not ('(' or ')' or '[' or ']' or '{' or '}' or '|' or '<' or '>' or ',' or ';')) return false;
        var token = text[start..Math.Min(text.Length, start + MaxBracketed)];
        var length = token.IndexOfAny(TokenEnds);
        if (length < 0) length = token.Length;
        token = token[..length].TrimEnd(".,;:)");
        if (token.Length is < 8 or >= MaxBracketed || Randomness.Classes(token) < 4 || token.ContainsAny("=/") || token.Contains("()", StringComparison.Ordinal)) return false;
        var call = token.IndexOfAny("([{<");
        if (call > 2 && !token[..call].ContainsAnyExcept(NameChars) && SecretValue.IsIdentifier(token[..call])) return false;
        if (!token.ContainsAny(Brackets)) return false;
        end = start + token.Length;
        return true;
    }

    // "machine x login y password z", "user y password z"
    private static bool FollowsLogin(ReadOnlySpan<char> text, int at)
    {
        var before = text[Math.Max(0, at - 64)..at].TrimEnd();
        var user = before.LastIndexOf(' ');
        if (user < 0) return false;
        before = before[..user].TrimEnd();
        return before.EndsWith("login", StringComparison.OrdinalIgnoreCase) || before.EndsWith("user", StringComparison.OrdinalIgnoreCase) || before.EndsWith("username", StringComparison.OrdinalIgnoreCase);
    }

    // Words with a number, versions and dates that follow the word for password in manuals: "password 2fa", "password sha256".
    private static bool IsOrdinary(ReadOnlySpan<char> value) =>
        (value.Contains('-') && WordLikeness.IsWordy(value) && !value.ContainsAny(TextChars.Digits)) || value.EndsWith("'s") || value.Contains("/", StringComparison.Ordinal) && WordLikeness.IsWordy(value);

    // sshpass -p 'x'
    private static bool TryReadSshPass(ReadOnlySpan<char> text, int at, out int start, out int end, out ushort kind)
    {
        (start, end, kind) = (at, 0, PasswordDetector.CommandLine);
        while (start < text.Length && start - at < 3 && text[start] == ' ') start++;
        if (!text[start..].StartsWith("-p")) return false;
        start += 2;
        while (start < text.Length && start - at < 8 && text[start] == ' ') start++;
        if (SecretAssignment.TryReadQuoted(text, start, out var from, out end))
        {
            start = from;
            return !SecretValue.IsNone(text[start..end]);
        }

        end = SecretAssignment.ValueEnd(text, start);
        return end - start >= 3 && !SecretValue.IsNone(text[start..end]);
    }

    private static bool TryReadQuotedAt(ReadOnlySpan<char> text, int at, ushort asKind, out int start, out int end, out ushort kind)
    {
        kind = asKind;
        if (text[at..].StartsWith("password ", StringComparison.OrdinalIgnoreCase)) at += 9;
        if (text.CharAt(at) != '\'')
        {
            (start, end) = (at, at);
            return false;
        }

        return SecretAssignment.TryReadQuoted(text, at, out start, out end) && PasswordValue.IsGiven(text[start..end]);
    }

    // "--db-password x", "-password x"
    private static bool IsOption(ReadOnlySpan<char> text, int at)
    {
        var least = Math.Max(0, at - 32);
        while (at > least && (char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] is '-' or '_')) at--;
        return text.CharAt(at) == '-' && (at == 0 || text[at - 1] is ' ' or '\n' or '"' or '\'' or '`');
    }

    private static readonly SearchValues<char> NameAndLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789äöüßéèêáíóúñåæø");

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Set(string words) => FrozenSet.ToFrozenSet(words.Split(' '), StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
