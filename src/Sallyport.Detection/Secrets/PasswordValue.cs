using System.Buffers;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>Decides whether what a password's name is given is a password.</summary>
internal static class PasswordValue
{
    private const int Least = 4, Most = 128;
    private static readonly SearchValues<char> Signs = SearchValues.Create("!@#$%^&*?~");

    public static bool Fits(ReadOnlySpan<char> text, in SecretAssignment assignment, out Confidence confidence)
    {
        var value = text[assignment.Start..assignment.End];
        confidence = SecretValue.IsPasswordLike(value) ? Confidence.Likely : Confidence.Possible;
        if (value.Length is < 3 or > Most || SecretValue.IsNone(value) || IsHeld(value)) return false;
        if (SecretValue.NamesSecret(value) && SecretValue.IsIdentifier(value) && (SecretValue.IsJoined(value) || assignment.Form is not (ValueForm.Quoted or ValueForm.Line))) return false;
        if (IsConnectionPart(text, assignment)) return true;
        if (assignment.Form != ValueForm.Quoted && char.IsAsciiLetterUpper(value[0]) && SecretValue.NamesSecret(value) && !value.ContainsAnyExcept(SecretValue.NameChars)) return false;
        if (value.Length < Least || (assignment.Form != ValueForm.Quoted && value.Contains("::", StringComparison.Ordinal))) return false;
        return assignment.Form switch
        {
            ValueForm.Quoted => IsQuoted(text, assignment, value),
            ValueForm.Line => IsLine(text, assignment, value),
            ValueForm.Code => IsBareInCode(value),
            _ => IsWord(text, assignment, value),
        };
    }

    /// <summary>True if the assignment is a part of a connection string: <c>…;Password=x;…</c>.</summary>
    public static bool IsConnectionPart(ReadOnlySpan<char> text, in SecretAssignment assignment)
    {
        var before = assignment.NameStart - 1;
        if (text.CharAt(before) == ' ') before--;
        return text.CharAt(before) == ';' && text.CharAt(assignment.NameEnd) == '=' && assignment.Form != ValueForm.Quoted;
    }

    /// <summary>True if the value, standing free in a sentence or an argument, can only be a password.</summary>
    public static bool IsEvident(ReadOnlySpan<char> value) => IsSaid(value) && !SecretValue.IsIdentifier(value);

    /// <summary>True if the value can be a password where one is announced: "the password is …".</summary>
    public static bool IsSaid(ReadOnlySpan<char> value) =>
        value.Length is >= Least and <= Most && !SecretValue.IsNone(value) && !IsHeld(value) && IsMixed(value.ContainsAny(TextChars.Digits) ? value : value.TrimEnd("?!.@")) && (value.ContainsAny(TextChars.Digits) || !IsPath(value));

    /// <summary>True if the value, given to something that takes nothing but a password, is one.</summary>
    public static bool IsGiven(ReadOnlySpan<char> value) =>
        value.Length is >= Least and <= Most && !SecretValue.IsNone(value) && !IsHeld(value)
        && !(SecretValue.NamesSecret(value) && SecretValue.IsIdentifier(value) && SecretValue.IsJoined(value)) && !IsPath(value);

    // In quotes a word is enough, unless it is a label in another language or the name of a property.
    private static bool IsQuoted(ReadOnlySpan<char> text, in SecretAssignment assignment, ReadOnlySpan<char> value)
    {
        if (IsPath(value) && !value.ContainsAny(TextChars.Digits)) return false;
        if (SecretValue.IsPasswordLike(value)) return !IsMessage(value);
        foreach (var c in value)
        {
            if (!char.IsAscii(c)) return false;
        }

        var named = text[assignment.NameStart..assignment.NameEnd];
        return !value.Equals(named, StringComparison.OrdinalIgnoreCase) && !IsMessage(value) && !(char.IsAsciiLetterUpper(value[0]) && SecretValue.NamesSecret(value));
    }

    private static bool IsLine(ReadOnlySpan<char> text, in SecretAssignment assignment, ReadOnlySpan<char> value)
    {
        if (IsMixed(value)) return !IsPath(value) || value.ContainsAny(TextChars.Digits);
        if (!value.ContainsAnyExcept(TextChars.Digits)) return !assignment.IsTyped && (assignment.IsTight || value.Length >= 6 || text.CharAt(assignment.NameEnd) == ':');
        if (IsPath(value) || (SecretValue.NamesSecret(value) && SecretValue.IsJoined(value))) return false;
        if (!WordLikeness.IsWordy(value)) return true;

        // A word alone: in a line of the environment or of a properties file, and in a block of lower-case keys.
        if (text[assignment.NameStart..assignment.NameEnd].Equals("pass", StringComparison.OrdinalIgnoreCase)) return false;
        return assignment.IsTight ? text[assignment.NameEnd] == '=' : text.CharAt(assignment.NameEnd) == ':' && char.IsAsciiLetterLower(value[0]) && !SecretValue.IsJoined(value) && value.Length >= 5;
    }

    private static bool IsWord(ReadOnlySpan<char> text, in SecretAssignment assignment, ReadOnlySpan<char> value)
    {
        if (!value.ContainsAnyExcept(TextChars.Digits)) return value.Length >= 5 || assignment.IsTight;
        if (IsMixed(value)) return !SecretValue.IsIdentifier(value) || (assignment.IsTight && value.ContainsAny(TextChars.Digits)) || text.CharAt(assignment.NameEnd) == ':';
        return (assignment.IsTight && text[assignment.NameEnd] == '=' && !IsPath(value) && !SecretValue.NamesSecret(value) && text.CharAt(assignment.End) == ' ' && IsCommand(text, assignment))
            || (value.Length >= 8 && !WordLikeness.IsWordy(value) && !IsPath(value));
    }

    private static bool IsBareInCode(ReadOnlySpan<char> value)
    {
        if (IsPath(value) || SecretValue.IsIdentifier(value)) return false;
        return IsMixed(value) && (SecretValue.IsRandom(value, 8) || value.ContainsAny(Signs) || char.IsAsciiDigit(value[0]));
    }

    // "-e DB_PASSWORD=postgres", "export PGPASSWORD=postgres", "--password=postgres"
    private static bool IsCommand(ReadOnlySpan<char> text, in SecretAssignment assignment)
    {
        var before = text[Math.Max(0, assignment.NameStart - 40)..assignment.NameStart];
        var word = before.LastIndexOfAny(" \n\"'") + 1;
        return before[word..].StartsWith("--") || before[..word].TrimEnd().EndsWith("-e") || before[..word].TrimEnd().EndsWith("export") || before[..word].TrimEnd().EndsWith("--env");
    }

    private static bool IsMixed(ReadOnlySpan<char> value) => SecretValue.IsPasswordLike(value) || (value.Length >= 8 && Randomness.Classes(value) >= 2 && !WordLikeness.IsWordy(value));

    // Kept elsewhere: a hash, an encrypted value, an address of a secret.
    private static bool IsHeld(ReadOnlySpan<char> value) =>
        value.StartsWith("ENC[") || value.StartsWith("ENC(") || value.StartsWith("arn:") || value.StartsWith("vault:") || value.StartsWith("env:") || value.StartsWith("op:") || value.StartsWith("pbkdf2") || value.StartsWith("sha256:")
        || value.StartsWith("secretKeyRef") || value.StartsWith("process.") || value.StartsWith("os.") || value.StartsWith("settings.") || value.StartsWith("config.") || value.StartsWith("this.") || value.StartsWith("self.") || value.StartsWith("req.");

    private static bool IsMessage(ReadOnlySpan<char> value) => value[^1] is ':' or '…' || (value[^1] is '?' or '!' && !value.ContainsAny(TextChars.Digits) && value.Length < 6);

    // form.password2, user->pwd, a::b: names joined by full stops
    private static bool IsPath(ReadOnlySpan<char> value)
    {
        if (!char.IsAsciiLetter(value[0]) || !(value.Contains('.') || value.Contains("->", StringComparison.Ordinal) || value.Contains("::", StringComparison.Ordinal))) return false;
        var begins = true;
        foreach (var c in value)
        {
            var joins = c is '.' or '-' or '>' or ':' or '^';
            if (begins ? !char.IsAsciiLetter(c) && c != '_' && !joins : !char.IsAsciiLetterOrDigit(c) && c != '_' && !joins) return false;
            begins = joins;
        }

        return !begins && WordLikeness.IsWordy(value);
    }
}
