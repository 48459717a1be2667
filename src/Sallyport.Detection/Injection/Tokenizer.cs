using System.Globalization;

namespace Sallyport.Detection.Injection;

/// <summary>Cuts a folded text into words, single ideographs, addresses and marks. Linear; stops when the list is full.</summary>
internal static class Tokenizer
{
    private const int StemLength = 6, MostWordLength = 24;
    private const uint LinkHash = 0x51A7_0001, MailHash = 0x51A7_0002, NumberHash = 0x51A7_0003, BlobHash = 0x51A7_0004;

    /// <summary>Adds the tokens of <paramref name="text"/>. Returns how many chars were read: all, unless the list is full.</summary>
    public static int Tokenize(ReadOnlySpan<char> text, TokenList tokens)
    {
        tokens.Clear();
        var opening = TokenFlags.Opens | TokenFlags.Paragraph;
        for (var at = 0; at < text.Length;)
        {
            if (tokens.IsFull) return at;
            var c = text[at];
            if (IsUnspaced(c))
            {
                var length = ConceptLexicon.Longest(text[at..], out var meaning);
                var single = Mix(c);
                tokens.Add(at, at + 1, single, single, meaning, Take(ref opening) | TokenFlags.Part);
                for (at++; --length > 0 && !tokens.IsFull; at++)
                {
                    single = Mix(text[at]);
                    tokens.Add(at, at + 1, single, single, Concepts.None, TokenFlags.Part);
                }
            }
            else if (IsWord(c))
            {
                at = AddWord(text, at, tokens, Take(ref opening));
            }
            else
            {
                at = AddMark(text, at, tokens, ref opening);
            }
        }

        return text.Length;
    }

    private static TokenFlags Take(ref TokenFlags opening)
    {
        var taken = opening;
        opening = TokenFlags.None;
        return taken;
    }

    private static int AddWord(ReadOnlySpan<char> text, int start, TokenList tokens, TokenFlags flags)
    {
        uint hash = ConceptLexicon.HashSeed, stem = 0;
        var at = start;
        var digits = 0;
        for (; at < text.Length && IsWord(text[at]) && !IsUnspaced(text[at]); at++)
        {
            hash = ConceptLexicon.Step(hash, text[at]);
            if (at - start == StemLength - 1) stem = hash;
            if (char.IsAsciiDigit(text[at])) digits++;
        }

        var length = at - start;
        if (length < StemLength) stem = hash;
        if (EndOfLink(text, start, at) is var link && link > at)
        {
            tokens.Add(start, link, LinkHash, LinkHash, Concepts.Link, flags | TokenFlags.Link);
            return link;
        }

        if (at + 1 < text.Length && text[at] is '@' or '.' && EndOfMail(text, start, at) is var mail && mail > at)
        {
            tokens.Add(start, mail, MailHash, MailHash, Concepts.Mail, flags | TokenFlags.Mail);
            return mail;
        }

        if (digits == length) tokens.Add(start, at, NumberHash + (uint)Math.Min(length, 12), NumberHash, Concepts.None, flags | TokenFlags.Number);
        else if (length > MostWordLength || digits > 3) tokens.Add(start, at, BlobHash, BlobHash, Concepts.None, flags | TokenFlags.Blob);
        else tokens.Add(start, at, Final(hash), Final(stem), ConceptLexicon.OfWord(text[start..at]), flags | (digits > 0 ? TokenFlags.Number : TokenFlags.None));
        return at;
    }

    private static int AddMark(ReadOnlySpan<char> text, int at, TokenList tokens, ref TokenFlags opening)
    {
        var c = text[at];
        var end = at + 1;
        switch (c)
        {
            case '\\' when end < text.Length && text[end] is 'n' or 'r' or 't':
                opening |= TokenFlags.Opens;
                return end + 1;
            case ' ' or '\t' or '\r' or ',' or '\'' or '_' or '/' or '\\':
                return end;
            case '\n':
                while (end < text.Length && text[end] is '\n' or '\r' or ' ' or '\t')
                {
                    if (text[end] == '\n') opening |= TokenFlags.Paragraph;
                    end++;
                }

                opening |= TokenFlags.Opens;
                return end;
            case '.' or '?' or ':' or ';' or '!' when end == text.Length || !IsWord(text[end]):
                opening |= TokenFlags.Opens;
                break;
            case '"' or '(' or '>' or '*' or '-':
                opening |= TokenFlags.Opens;
                break;
        }

        while (end < text.Length && end - at < 32 && text[end] == c) end++;
        if (c is '.' or '-' && end == at + 1) return end;
        var hash = Mix(c) + (end - at > 2 ? 3u : (uint)(end - at));
        tokens.Add(at, end, hash, hash, Concepts.None, TokenFlags.Mark);
        return end;
    }

    private static int EndOfLink(ReadOnlySpan<char> text, int start, int at)
    {
        var word = text[start..at];
        var isLink = word is "http" or "https" or "ftp" or "hxxp" or "hxxps" && text[at..].StartsWith("://") || word is "www" && at < text.Length && text[at] == '.';
        if (!isLink) return at;
        while (at < text.Length && text[at] is > ' ' and not '"' and not '\'' and not '<' and not '>' and not ')' and not ']' and not '}' and < '\x7F') at++;
        while (text[at - 1] is '.' or ',' or ';' or ':' or '!' or '?') at--;
        return at;
    }

    // A local part of up to 64 chars from the word on, then @ and a host with a dot.
    private static int EndOfMail(ReadOnlySpan<char> text, int start, int at)
    {
        var end = at;
        while (end < text.Length && end - start < 64 && (IsPlain(text[end]) || text[end] is '.' or '+' or '_' or '-')) end++;
        if (end >= text.Length || text[end] != '@') return at;
        var host = ++end;
        var dot = -1;
        for (; end < text.Length && end - host < 80 && (IsPlain(text[end]) || text[end] is '.' or '-'); end++)
        {
            if (text[end] == '.') dot = end;
        }

        while (end > host && text[end - 1] is '.' or '-') end--;
        return dot > host && end > host + 2 ? end : at;
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c);

    internal static bool IsWord(char c) => c < 0x80 ? char.IsAsciiLetterOrDigit(c) : IsOtherWord(c);

    private static bool IsOtherWord(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter
        or UnicodeCategory.OtherLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.OtherNumber;

    /// <summary>Scripts written without spaces: Thai, Lao, Khmer, kana, Han.</summary>
    internal static bool IsUnspaced(char c) => c >= 0x0E00
        && (c is <= '\u0EFF' or >= '\u1780' and <= '\u17FF' or >= '\u3041' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF');

    private static uint Mix(char c) => Final((ConceptLexicon.HashSeed ^ c) * 16777619);

    private static uint Final(uint hash)
    {
        hash ^= hash >> 15;
        hash *= 0x2C1B3C6D;
        return hash ^ hash >> 13;
    }
}
