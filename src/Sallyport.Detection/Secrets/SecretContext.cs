using System.Buffers;
using System.Collections.Frozen;
using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>Reads the words before a random value: whether they call it a secret, something harmless, and whose it is.</summary>
internal static class SecretContext
{
    /// <summary>Chars before a value that are read.</summary>
    public const int LookBehind = 96;

    private const int MaxWords = 10;
    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzäöüßéèêëáàâíóôúñçåæøłśęąćźż");

    private const string Strong =
        "secret secrets token tokens apikey apitoken accesskey accesstoken authtoken authkey secretkey privatekey clientsecret appsecret apisecret consumersecret refreshtoken bearertoken sessiontoken " +
        "credential credentials password passwd passwort passphrase pwd bearer authorization jwt sas signingkey encryptionkey masterkey pat psk keytoken webhooksecret mnemonic " +
        "geheimnis kennwort contraseña senha wachtwoord hasło lösenord";

    private const string Keys = "key keys schlüssel clé clef clave llave chave sleutel nyckel nøgle avain klucz klíč auth authentication cookie session sessionid creds cred login oauth apitok tok";

    private const string Qualifiers =
        "api access secret private auth authentication signing encryption encrypt decryption account client master webhook storage subscription license licence service app application consumer shared hmac aes des rsa crypto cipher " +
        "jwt admin root user write read ingest ingestion integration deploy security ssh server developer dev prod live test my our the this is here instrumentation partner merchant payment provider rest http x";

    private const string Harmless =
        "commit commits sha sha1 sha256 sha512 hash hashes md5 digest integrity checksum checksums etag revision rev uuid guid id ids trace span request fingerprint thumbprint version image tag blob tree object build " +
        "color colour public pubkey publickey example sample placeholder cert certificate serial block tx txid transaction address wallet contract nonce iv cursor page etags crc branch ref refs head merge parent cid " +
        "correlation lock next change previous recv device run job sess file name url uri path href src integrityhash primary foreign partition row sort cache lookup column site publishable kid x5t modulus exponent sig256 data png jpeg svg font woff base64 " +
        "resolved digests manifest layer container snapshot download artifact package module chunk bundle hex dump salt typeof version1 order invoice ticket tracking isbn doi phone iban account_id csrf xsrf nextpage continuation cancellation";

    private static readonly FrozenDictionary<string, short>.AlternateLookup<ReadOnlySpan<char>> Meanings = Build();

    /// <summary>True if the words before the value that begins at <paramref name="at"/> make it a secret.</summary>
    /// <param name="provider">Index of the provider named among them, or -1.</param>
    public static bool Betrays(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> value, out int provider)
    {
        provider = -1;
        var before = text[Math.Max(0, at - LookBehind)..at];
        var end = before.Length;
        int words = 0, lines = 0;
        bool key = false, strong = false, decided = false;
        while (end > 0 && words < MaxWords)
        {
            var wordEnd = before[..end].LastIndexOfAny(Letters) + 1;
            if (wordEnd == 0) break;
            var gap = before[wordEnd..end];
            lines += gap.Count('\n');
            if (lines > 0 && !decided && !strong) break;
            if (lines > 1) break;

            // A value between says that the words are about that one.
            if (gap.ContainsAny(TextChars.Digits) && words == 0 && gap.Trim(" \t\"'`=:>([{,*\\").Length > 4) return false;
            if (gap.ContainsAny(';', '}', ')') && !decided) return false;

            var word = LastWord(before[..wordEnd]);
            end = wordEnd - word.Length;
            words++;
            if (!Meanings.TryGetValue(word, out var meaning))
            {
                if (!decided && words > 5) break;
                continue;
            }

            if (meaning >= 0)
            {
                if (provider < 0 && ProviderKey.All[meaning].Fits(value)) provider = meaning;
                if (!decided && provider == meaning && words <= 2) decided = strong = key || ProviderKey.All[meaning].IsDistinct;
            }
            else if (decided)
            {
                // "publicKeyToken", "next page token"
                if (meaning == -4 && words <= 3 && lines == 0) return false;
                if (meaning == -4) break;
            }
            else if (meaning == -4)
            {
                return false;
            }
            else if (meaning == -1)
            {
                decided = strong = true;
            }
            else if (meaning == -2)
            {
                key = decided = true;
            }
        }

        if (strong) return true;
        return key && (provider >= 0 || (!SecretValue.IsUuid(value) && value.Length >= 20 && !SecretValue.IsLikeHash(value) && SecretValue.Mixes(value) >= 3));
    }

    // The last part of a name: apiKey gives Key, and with the next call api.
    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> before)
    {
        var start = before.Length;
        while (start > 0 && Letters.Contains(before[start - 1]))
        {
            start--;
            if (start > 0 && char.IsUpper(before[start]) && char.IsLower(before[start - 1])) break;
        }

        return before[start..];
    }

    private static FrozenDictionary<string, short>.AlternateLookup<ReadOnlySpan<char>> Build()
    {
        var meanings = new Dictionary<string, short>(StringComparer.OrdinalIgnoreCase);
        foreach (var (list, meaning) in new (string, short)[] { (Strong, -1), (Keys, -2), (Qualifiers, -3), (Harmless, -4) })
        {
            foreach (var word in list.Split(' ')) meanings.TryAdd(word, meaning);
        }

        for (var i = 0; i < ProviderKey.All.Length; i++)
        {
            foreach (var word in ProviderKey.All[i].Words) meanings.TryAdd(word, (short)i);
        }

        return meanings.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
    }
}
