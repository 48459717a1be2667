using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>Knows the names under which secrets are kept in code and configuration, by how they end.</summary>
internal static class SecretNames
{
    private const int Slots = 4_096;

    // A bar in front: the word must begin a name or a part of one, so that "bypass" and "monkey" are none.
    private const string Passwords =
        "password passwords passwd passwort passwörter kennwort passphrase passcode pwd pswd |psw |passw |pass |pw |mdp motdepasse contraseña contrasena contrasenia |clave senha wachtwoord " +
        "lösenord losenord adgangskode kodeord passord salasana hasło |haslo |heslo |parola |sifre |şifre |parol jelszó matkhau katasandi пароль 密码 密碼 口令 パスワード 비밀번호 |psk requirepass masterauth " +
        "dbpass userpass rootpass mypass smtppass mailpass ftppass sshpass ldappass sqlpass mysqlpass pgpass redispass testpass loginpass masterpass storepass keypass httppass proxypass wifipass " +
        "rpcpass authpass adminpass bindpass vncpass emailpass dbpw rootpw adminpw userpw";

    private const string Pins = "|pin pincode |puk |tan |otp verificationcode securitycode accesspin";
    private const string Logins = "|login |logins credentials |creds zugangsdaten identifiants credenciales inloggegevens |user";

    private const string Chosens = "secret secretkey secretkeybase jwtkey signingkey encryptionkey masterkey cookiekey sessionkey apisecret";

    private const string Secrets =
        "secrets token tokens apikey apitoken accesskey authkey privatekey privkey signkey encryptkey decryptionkey accountkey clientkey webhookkey " +
        "storageaccountkey subscriptionkey licensekey licencekey servicekey appkey applicationkey consumerkey sharedkey sharedaccesskey hmackey aeskey deskey cryptokey cipherkey " +
        "adminkey rootkey serverkey writekey readkey ingestkey ingestionkey integrationkey deploykey securitykey authenticationkey instrumentationkey tokenkey keybase rsakey " +
        "sshkey wepkey netkey providerkey merchantkey paymentkey partnerkey developerkey devkey functionkey functionskey hostkey iamkey passkey credential authorization bearer authtoken " +
        "accesscode |sessid connectsid phpsessid jsessionid sessioncookie sessiontoken mnemonic seedphrase recoveryphrase recoverycode backupcode setupcode totpsecret otpsecret sastoken " +
        "geheimnis zugriffstoken zugangstoken schlüssel apischlüssel токен 密钥 秘钥 トークン シークレット";

    private const string Weaks =
        "|key |auth |cred |salt |nonce |iv |seed sessionid |session |cookie |oauth |jwt |sas |clé |clef |llave |chave |sleutel |nyckel |nøgle |avain |klucz |klíč |ключ |anahtar |kulcs |access |code";

    private const string Harmless =
        "publickey pubkey publishablekey primarykey foreignkey cachekey sitekey partitionkey sortkey rowkey hashkey lookupkey objectkey uniquekey hotkey shortcutkey mapkey idempotencykey translationkey " +
        "storagekey groupkey dictkey columnkey routekey tokenkeyname publickeytoken changetoken clienttoken locktoken requesttoken clientrequesttoken tasktoken executiontoken nexttoken pagetoken nextpagetoken continuationtoken cancellationtoken csrftoken xsrftoken synctoken resumetoken cursortoken " +
        "eostoken bostoken padtoken unktoken septoken masktoken clstoken stoptoken maxtokens mintokens inputtokens outputtokens totaltokens prompttokens completiontokens numtokens " +
        "forgotpassword resetpassword showpassword hidepassword changepassword nopassword nopasswd haspassword usepassword requirepassword allowpassword i18nkey msgkey messagekey labelkey colorkey " +
        "zipcode postcode postalcode statuscode errorcode countrycode languagecode areacode exitcode keycode charcode qrcode barcode sourcecode returncode httpcode responsecode currencycode";

    private const string Decorations =
        "value prod production dev development test testing staging live sandbox default base plain plaintext b64 base64 hex old new primary secondary main local string str txt";

    private static readonly Word[][] Words = Build(false);
    private static readonly Word[][] Suffixes = Build(true);

    /// <summary>What the name ending before <paramref name="end"/> says, and where it begins; looks at no char before <paramref name="least"/>.</summary>
    public static SecretName Read(ReadOnlySpan<char> text, int least, int end, out int start)
    {
        start = end;
        if (end - least < 2) return SecretName.None;
        var trimmed = TrimDigits(text, least, end);
        if (end - trimmed > 6 || trimmed - least < 2) return SecretName.None;
        if (TryMatch(Words, text, least, trimmed, out start) is { } word) return word.Name;
        if (TryMatch(Suffixes, text, least, trimmed, out var rest) is null) return SecretName.None;

        // DB_PASSWORD_PROD, api_key_2_test
        trimmed = TrimDigits(text, least, rest);
        if (trimmed - least < 2) return SecretName.None;
        return TryMatch(Words, text, least, trimmed, out start) is { Name: not (SecretName.Weak or SecretName.Login) } named ? named.Name : SecretName.None;
    }

    private static int TrimDigits(ReadOnlySpan<char> text, int least, int end)
    {
        while (end > least && (char.IsAsciiDigit(text[end - 1]) || text[end - 1] is '_' or '-' or '.')) end--;
        return end;
    }

    private static Word? TryMatch(Word[][] table, ReadOnlySpan<char> text, int least, int end, out int start)
    {
        start = end;
        foreach (var word in table[Slot(Fold(text[end - 2]), Fold(text[end - 1]))])
        {
            start = MatchBackwards(text, least, end, word.Text);
            if (start >= 0 && (!word.Begins || BeginsPart(text, least, start))) return word;
        }

        return null;
    }

    // Separators between the letters do not count: api_key, api-key, "api key" and apiKey are one name.
    private static int MatchBackwards(ReadOnlySpan<char> text, int least, int end, string word)
    {
        var at = end;
        for (var i = word.Length - 1; i >= 0; i--)
        {
            if (--at < least) return -1;
            if (i < word.Length - 1 && text[at] is '_' or '-' or ' ' or '.' && --at < least) return -1;
            if (Fold(text[at]) != word[i]) return -1;
        }

        return at;
    }

    private static bool BeginsPart(ReadOnlySpan<char> text, int least, int at) =>
        at <= least || !char.IsLetter(text[at - 1]) || (char.IsLower(text[at - 1]) && char.IsUpper(text[at]));

    private static char Fold(char c) => char.IsAscii(c) ? (char)(c is >= 'A' and <= 'Z' ? c | 0x20 : c) : char.ToLowerInvariant(c);

    private static int Slot(char beforeLast, char last) => ((beforeLast * 61) ^ (last * 7)) & (Slots - 1);

    private static Word[][] Build(bool suffixes)
    {
        (string List, SecretName Name)[] lists = suffixes
            ? [("|" + Decorations.Replace(" ", " |", StringComparison.Ordinal), SecretName.None)]
            : [(Passwords, SecretName.Password), (Pins, SecretName.Pin), (Logins, SecretName.Login), (Secrets, SecretName.Secret), (Chosens, SecretName.Chosen), (Weaks, SecretName.Weak), (Harmless, SecretName.None)];
        var table = new List<Word>[Slots];
        foreach (var (list, name) in lists)
        {
            foreach (var entry in list.Split(' '))
            {
                var word = new Word(entry.TrimStart('|'), name, entry[0] == '|');
                (table[Slot(word.Text[^2], word.Text[^1])] ??= []).Add(word);
            }
        }

        return [.. table.Select(words => words is null ? [] : words.OrderByDescending(w => w.Text.Length).ToArray())];
    }

    /// <param name="Begins">True if the word must begin a name or a part of one.</param>
    private sealed record Word(string Text, SecretName Name, bool Begins);
}
