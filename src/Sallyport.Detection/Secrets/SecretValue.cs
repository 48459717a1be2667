using System.Buffers;
using System.Collections.Frozen;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>What a value that stands where a secret would looks like on its own.</summary>
internal static class SecretValue
{
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");
    public static readonly SearchValues<char> NameChars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");
    private static readonly SearchValues<char> WordChars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
    private static readonly SearchValues<string> Templates = SearchValues.Create(["${", "{{", "#{", "<%", "$(", "{0}", "{1}", "%s", "%(", "}}", "...", "***", "://", "\\u"], StringComparison.Ordinal);

    // What stands where a secret would and is none: types, states, labels and words for the thing itself.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> NoValues = FrozenSet.ToFrozenSet(
        ("mypassword null nil none undefined true false yes no on off string str text varchar char bool boolean int integer number object any void bytes byte hidden required optional empty blank missing masked encrypted hashed " +
         "hash plain plaintext input output value values data body params param props state form user users username email name key keys token tokens secret secrets pass password passwords passwd pwd passphrase " +
         "passwort passwörter kennwort contraseña contrasena contrasenya senha wachtwoord lösenord losenord adgangskode kodeord passord salasana hasło haslo heslo parola şifre sifre jelszó mot_de_passe motdepasse " +
         "пароль 密码 密碼 パスワード 비밀번호 credential credentials auth basic bearer digest oauth oauth2 jwt default auto manual inherit self this that here there todo tbd fixme foo bar baz qux func function fn lambda async await " +
         "const let var return new final static private public import from file env vault ssm base64 utf8 utf-8 ascii hex sha1 sha256 sha512 md5 bcrypt scrypt argon2 argon2id pbkdf2 rs256 hs256 es256 aes256 " +
         "invalid incorrect wrong expired valid correct changed updated reset forgot forgotten unknown unset unspecified never always once enabled disabled fail failed failure pass passed success error ok okay random generated optional mandatory protected " +
         "cookie header session query local global secure strict lax nosniff option setting settings config configuration string? string! string[] guid uuid")
        .Split(' '), StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly SearchValues<string> OwnWords = SearchValues.Create(
        ["passw", "kennwort", "contrase", "senha", "wachtwoord", "secret", "token", "apikey", "api_key", "api-key", "credential", "passphrase", "_key", "-key", "pwd", "access"], StringComparison.OrdinalIgnoreCase);

    public static bool IsUuid(ReadOnlySpan<char> value)
    {
        if (value.Length != 36) return false;
        for (var i = 0; i < 36; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? value[i] != '-' : !char.IsAsciiHexDigit(value[i])) return false;
        }

        return true;
    }

    public static bool IsHex(ReadOnlySpan<char> value) => !value.ContainsAnyExcept(Hex);

    /// <summary>True if it has the length of a hash in hex: under a bare "key" that is as likely the key of a cache or a fingerprint.</summary>
    public static bool IsLikeHash(ReadOnlySpan<char> value) => value.Length is 40 or 64 or 128 && IsHex(value);

    /// <summary>True if it can be no secret whatever its name: a reference, a template, a type, a path, a word for the thing itself.</summary>
    public static bool IsNone(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || (value[0] is '$' or '%' or '&' or '<' or '{' or '[' or '(' or '/' or '\\' or ',' && !IsOddStart(value))) return true;
        if (value[0] == '#' && value[^1] == '#' && value.Length > 2) return true; // a variable of a template
        if (value[0] is '!' or '@' or '#' or ':' or '.' or '~' && !value[1..].ContainsAnyExcept(NameChars) && !value.ContainsAny(TextChars.Digits)) return true;
        return NoValues.Contains(value.TrimEnd(".:;,!?")) || value.ContainsAny(Templates) || IsFile(value) || IsPublic(value) || Randomness.IsPlaceholder(value);
    }

    /// <summary>True if the value reads like a name in code: words joined by signs or by capitals, perhaps a number at the end.</summary>
    public static bool IsIdentifier(ReadOnlySpan<char> value)
    {
        if (value.ContainsAnyExcept(NameChars) || char.IsAsciiDigit(value[0])) return false;
        var letters = value.TrimEnd("0123456789");
        if (value.Length - letters.Length > 4 || letters.ContainsAny(TextChars.Digits)) return false;
        return WordLikeness.IsWordy(letters);
    }

    /// <summary>True if an identifier speaks of secrets: <c>user_password</c>, <c>session-token</c>. It names one then.</summary>
    public static bool NamesSecret(ReadOnlySpan<char> value) => value.ContainsAny(OwnWords);

    /// <summary>True if words are joined in it by signs or capitals: <c>new-password</c>, <c>passwordInput</c>, <c>form.value</c>.</summary>
    public static bool IsJoined(ReadOnlySpan<char> value)
    {
        for (var i = 1; i < value.Length - 1; i++)
        {
            if (value[i] is '_' or '-' or '.') return true;
            if (char.IsAsciiLetterLower(value[i - 1]) && char.IsAsciiLetterUpper(value[i]) && char.IsAsciiLetterLower(value[i + 1])) return true;
        }

        return false;
    }

    /// <summary>True if a person could have chosen it as a password: letters with digits, or with signs, and five chars at least.</summary>
    public static bool IsPasswordLike(ReadOnlySpan<char> value)
    {
        if (value.Length < 5) return false;
        int letters = 0, digits = 0, signs = 0;
        foreach (var c in value)
        {
            if (char.IsLetter(c)) letters++;
            else if (char.IsAsciiDigit(c)) digits++;
            else if (c is '!' or '@' or '#' or '$' or '%' or '^' or '&' or '*' or '+' or '?' or '~' or '=') signs++;
        }

        return letters > 0 ? digits > 0 || signs > 0 : digits > 0 && signs > 0;
    }

    /// <summary>True for random letters and digits of at least <paramref name="least"/> chars, which no word, name or number is.</summary>
    public static bool IsRandom(ReadOnlySpan<char> value, int least)
    {
        if (value.Length < least) return false;
        if (IsUuid(value)) return true;
        if (IsHex(value)) return value.Length >= 16 && value.ContainsAny(TextChars.Digits) && value.ContainsAny(WordChars) && Randomness.Entropy(value) >= 2.8 && !Randomness.IsSequence(value);
        var (letters, digits) = Count(value);
        if (letters < 3 || Randomness.Entropy(value) < (value.Length < 20 ? 2.7 : 3.2) || Randomness.IsSequence(value)) return false;
        if (digits == 0) return value.Length >= Math.Max(least, 12) && !WordLikeness.IsWordy(value) && !value.Contains('.') && !value.Contains(' ');
        return !IsIdentifier(value) && (!WordLikeness.IsWordy(value) || digits * 4 >= value.Length || Mixes(value) > value.Length / 6);
    }

    /// <summary>How often letters and digits change places: often in random text, once in <c>version2</c>.</summary>
    public static int Mixes(ReadOnlySpan<char> value)
    {
        var mixes = 0;
        for (var i = 1; i < value.Length; i++)
        {
            if (char.IsAsciiDigit(value[i]) ? char.IsAsciiLetter(value[i - 1]) : char.IsAsciiLetter(value[i]) && char.IsAsciiDigit(value[i - 1])) mixes++;
        }

        return mixes;
    }

    private static (int Letters, int Digits) Count(ReadOnlySpan<char> value)
    {
        int letters = 0, digits = 0;
        foreach (var c in value)
        {
            if (char.IsAsciiDigit(c)) digits++;
            else if (char.IsLetter(c)) letters++;
        }

        return (letters, digits);
    }

    // A password may begin with the sign of a variable or a path, if what follows is no name.
    private static bool IsOddStart(ReadOnlySpan<char> value)
    {
        if (value.Length < 8 || value[0] is '<' or '{' or '\\' || value[^1] is '%' or '}' or '>' or ']' || value.StartsWith("(?")) return false;
        var rest = value[1..];
        return value[0] == '/' ? IsRandom(rest, 16) && rest.Count('/') < 4 : rest.ContainsAny(TextChars.Digits) && rest.ContainsAnyExcept(NameChars) && !rest.ContainsAny('/', ':', '=');
    }

    // DER of a public key or a certificate in base64, public keys of SSH, and names of resources
    private static bool IsPublic(ReadOnlySpan<char> value) =>
        value.StartsWith("arn:") || value.StartsWith("urn:") || value.StartsWith("aws:") || value.StartsWith("projects/") || value.StartsWith("MFkwEw") || value.StartsWith("MHYwEA") || value.StartsWith("MIIBIjAN") || value.StartsWith("MIGfMA0") || value.StartsWith("MIICIjAN") || value.StartsWith("MCowBQ") || value.StartsWith("AAAAB3NzaC1") || value.StartsWith("LS0tLS1CRUdJTiBDRVJU") || value.StartsWith("LS0tLS1CRUdJTiBQVUJM");

    // key.pem, ./certs/x, secrets.json
    private static bool IsFile(ReadOnlySpan<char> value)
    {
        var dot = value.LastIndexOf('.');
        if (dot < 1 || value.Length - dot is < 2 or > 6) return false;
        var ending = value[(dot + 1)..];
        return ending is "pem" or "key" or "crt" or "cer" or "p12" or "pfx" or "jks" or "json" or "txt" or "yaml" or "yml" or "xml" or "js" or "ts" or "py" or "php" or "java" or "html" or "conf" or "ini" or "properties" or "com" or "org" or "net" or "io";
    }
}
