using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.PersonalData;

/// <summary>Names of accounts after a word that announces them: <c>username: jdoe42</c>, <c>user=jdoe</c>, "login as jdoe", <c>ssh jdoe@host</c>.</summary>
/// <remarks>Not names of shared accounts (root, admin), not types, variables or calls in code, not the word after "user:" in a dialogue.</remarks>
public sealed class UsernameDetector : AnchoredDetector
{
    private const int MaxName = 32, MaxKey = 20;
    private static readonly string[] Phrases = ["username", "login as ", "logged in as ", "log in as ", "user name", "userid", "user id", "benutzername", "nombre de usuario", "nom d'utilisateur", "gebruikersnaam", "user ", "account for "];
    private static readonly ContextWords Logins = new(24, "ssh", "scp", "sftp", "rsync", "mosh", "ssh-copy-id");

    // Keys that only an equals sign, or quotes around them, make a field's name.
    private static readonly WordTable Keys = new((1, "user login usr user_name login_name loginname user_id account_name accountname usuario utilisateur benutzer gebruiker utente screen_name screenname"));

    private static readonly WordTable NotNames = new(
        (1, "and or is are was the a an in of for to with must should can not no yes null none nil undefined true false string str text varchar int integer number bool object any required optional email password pass name names username user users login id ids field fields value values " +
            "root admin administrator postgres mysql ubuntu debian ec2-user test guest anonymous system service daemon nobody www-data default example input output request response session self this your my his her their our new old current unknown and/or here below above from by has have will char"));

    /// <inheritdoc/>
    public override string Id => "username";

    /// <inheritdoc/>
    public override string Label => "USERNAME";

    /// <inheritdoc/>
    public override int Reach => LookBehind + MaxName + 4;

    /// <inheritdoc/>
    public override int LookBehind => 32;

    internal override Anchors Anchors => Anchors.At | Anchors.EqualsSign | Anchors.Colon;

    internal override IReadOnlyList<string> AnyCaseLiterals => Phrases;

    internal override void AtLiteral(ReadOnlySpan<char> text, int at, string literal, int index, ref FindingSink findings)
    {
        // A field (username: x, "username" = "x") takes any name; a phrase takes names that look like one.
        var i = at + literal.Length;
        if (text.IsLetterAt(at - 1) || (literal[^1] != ' ' && text.IsLetterAt(i))) return;
        var quoted = text.CharAt(i) is '"' or '\'';
        if (quoted) i++;
        var from = i;
        while (i - from < 2 && text.CharAt(i) == ' ') i++;
        var field = text.CharAt(i) is ':' or '=';
        if (field) i++;
        else if (text[Math.Min(i, text.Length)..].StartsWith("is ", StringComparison.OrdinalIgnoreCase)) i += 3;
        else if (quoted) return;
        Value(text, i, field || literal.StartsWith("log", StringComparison.Ordinal), ref findings);
    }

    internal override void AtChar(ReadOnlySpan<char> text, int at, ref FindingSink findings)
    {
        if (text[at] == '@')
        {
            var start = at;
            while (start > 0 && at - start <= MaxName && IsName(text[start - 1])) start--;
            if (at - start is < 2 or > MaxName || !IsName(text.CharAt(at + 1)) || NotNames.Contains(text[start..at]) || !Logins.Precede(text, start) || text.CharAt(start - 1) is not (' ' or '\'' or '"')) return;
            findings.Add(start, at - start, Confidence.Likely);
            return;
        }

        var end = at;
        while (end > 0 && at - end < 2 && text[end - 1] is ' ' or '"' or '\'') end--;
        var key = end;
        while (key > 0 && end - key <= MaxKey && (char.IsAsciiLetter(text[key - 1]) || text[key - 1] == '_')) key--;
        if (!Keys.Contains(text[key..end]) || text.IsWordAt(key - 1) || text.CharAt(key - 1) is '.' or '-' or '$') return;
        Value(text, at + 1, text[at] == '=' || text.CharAt(end) is '"' or '\'', ref findings);
    }

    /// <inheritdoc/>
    public override int OpenFrom(ReadOnlySpan<char> text)
    {
        var from = text.Length;
        var least = Math.Max(0, text.Length - MaxName - 2);
        while (from > least && (IsName(text[from - 1]) || text[from - 1] == '@')) from--;
        return from;
    }

    private static void Value(ReadOnlySpan<char> text, int at, bool any, ref FindingSink findings)
    {
        var i = at;
        while (i - at < 3 && text.CharAt(i) is ' ' or '"' or '\'' or '`') i++;
        var end = i;
        while (end < text.Length && end - i <= MaxName && IsName(text[end])) end++;
        while (end > i && text[end - 1] is '.' or '-') end--;
        if (end - i is < 3 or > MaxName || !char.IsAsciiLetterOrDigit(text[i])) return;
        var name = text[i..end];
        if (NotNames.Contains(name) || text.CharAt(end) is '(' or '[' or '{' or '<' or '@' or '=' or '/' or '$' or '\\' || text.IsWordAt(end)) return;
        if (name.Contains("user", StringComparison.OrdinalIgnoreCase) && (name.Contains('.') || name.Contains('_'))) return;
        var looks = name.ContainsAny(TextChars.Digits) || name.Contains('_') || (name.Contains('.') && char.IsAsciiLetterLower(name[0]));
        if (any ? !looks && char.IsUpper(name[0]) && text.CharAt(end) is ' ' : !looks || IsNumber(name)) return;
        findings.Add(i, end - i, looks ? Confidence.Likely : Confidence.Possible);
    }

    private static bool IsNumber(ReadOnlySpan<char> name) => !name.ContainsAnyExcept(TextChars.Digits);

    private static bool IsName(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-';
}
