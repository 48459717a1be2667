namespace Sallyport.Tests.Detection;

/// <summary>Fragments that texts for the contract tests are put together from: values, look-alikes, fronts and ends of values, separators and prose.</summary>
internal static class SampleText
{
    private const string Pem = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----";

    public static string[] Fragments { get; } =
    [
        "maria.schmidt@example.com", "a@b.co", "logo@2x.png", "git@github.com:x/y", "user@", "@example.com", "x.@y.de", "o'brien+tag@mail.example.co.uk", "jürgen@müller.de",
        "4111 1111 1111 1111", "4111111111111111", "4111-1111-1111-1111", "3714 496353 98431", "1234567890123456", "4111 1111", "1111 1111", "5555555555554444", "6011000990139424", "30569309025904",
        "123-45-6789", "078 05 1120", "078051120", "123-45-67890", "1-123-45-6789", "SSN", "ssn: ", "social security", "XXX-XX-2409",
        "+49 30 901820", "+1-202-555-0156", "(212) 555-0123", "212-555-0123", "555.123.4567", "030/1234567", "06.39.98.49.44", "phone ", "call me at ", "5551234567", "homePhone: ", "hotel ", "x12", "order ",
        "DE89 3704 0044 0532 0130 00", "DE89370400440532013000", "GB29NWBK60161331926819", "gb29 nwbk 6016 1331 9268 19", "DE89", "DE", "NO93 8601 1117 947", "BE71 0961 2345 6769",
        "10.0.0.1", "192.168.1.254", "127.0.0.1", "version 1.2.3.4", "v1.2.3.4", "1.2.3", "1.2.3.4.5", "256.1.1.1", "2001:db8::1", "fe80::1%eth0", "::1", "::ffff:10.1.2.3", "12:30:45", "38:51:b6:44:a1:7b",
        "684D:1111:222:3333:4444:5555:6:77", "std::vector", "db1.corp.internal", "api.svc.cluster.local", "settings.local", ".env.local", "ip-10-0-0-1", "host.home.arpa", ".internal", ".loc", "DB01.LAN",
        "sk-proj-Ab3dEf6hIj9lMn2pQr5tUv8xYz1bCd4f", "sk-ant-api03-Zz9yXx8wVv7uTt6sRr5qPp4oNn3mMm2l", "sk-0123456789abcdef0123456789abcdeX", "sk-", "risk-averse", "AKIAIOSFODNN7QWERTYU", "AKIA", "ghp_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6",
        "glpat-Ab3dEf6hIj9lMn2pQr5t", "xoxb-872918726317-634509292850-RQDPI16bHsKB647LzzeUUHdb", "https://hooks.slack.com/services/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", "hooks.slack.com/",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ.4ojiDYgK74d2-DQF_q_cnl0YvuWXP_9o", "eyJ", "sp_prod_a1B2c3D4e5F6g7H8i9", "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",
        "password = \"", "password: ", "api_key=", "Password=", "token => ", "secret", "JDRpoATuqnFIjLtho9", "W!nter2024", "YOUR_API_KEY_HERE", "Authorization: Bearer ", "Authorization: Basic ", "bearer ",
        "postgres://app:s3cretPw@db.example.com/x", "https://user:", "://", "644889238:AAEprAnSLlTP4HDjtbEs_Yc3kRGNSWLGu_v", "AccountKey=", "sig=wJalrXUtnFEMIK7MDENGbPxRfiCYzzKEYwJalrXUtn%3D",
        Pem, Pem.Replace("\n", "\\n", StringComparison.Ordinal), "-----BEGIN RSA PRIVATE KEY-----\n", "-----BEGIN ", "-----END RSA PRIVATE KEY-----", "-----END", "-----", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n", "Proc-Type: 4,ENCRYPTED\n",
        "login: admin / Papr1ka!", "curl -u bob:Apr1kose", "<password>tomc4t!</password>", "<password>", "setPassword(\"123456\")", "IDENTIFIED BY 'Zw1ebel!'", "my password is ", "das Passwort lautet ", "my PIN is ", "4821",
        "password: str = \"tr0ubador\"", "getenv(\"DB_PASSWORD\", \"postgres\")", "process.env.SECRET || 'dev-secret-123'", "secret: '", "(Domwsib4)", "\\\"", "--password ", "DB_PASSWORD=", "&next=/", "&quot;", "sshpass -p ",
        "datadog ", "7f6e5d4c3b2a19087f6e5d4c3b2a1908", "the api key for prod is ", "SK78de2f02590646ed2422f2932c3f3e5b", "hvs.CAESIJabcd1efgh2ijkl3mno", "Mg18Q~Cdd.PI0svuOmnrdLc7MhXyO97rwc3JiIlM", "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",
        "https://discord.com/api/webhooks/1234567890123456789/aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6kL9nP2rS5tU8wX1zA4cD7fG0iJ3", "https://7f6e5d4c3b2a19087f6e5d4c3b2a1908@o1.ingest.sentry.io/1", "Basic dXNlcjpwYXNz", "thin:scott/t1g3r@", "auth=(\"svc\", \"R3d!Tru99le\")", "docker login -u bob -p ", "mysql -pKn0blauch", "new PDO($dsn, 'root', 'st3hlampe')", "password of the printer is ", "public key ", "commit ",
        "passport number ", "Reisepass-Nr. ", "passportNumber\":\"", "driving licence: ", "account no. ", "tax ID ", "AB1234567", "C01X00T47", " is my passport number", " es mi NIE", " is ", " and ", "X9613851N", "12345678Z", "PP 24 20 11 B", "RSSMRA85T10A562S",
        "401-023-2137", "880101-1234", "131052-308T", "123.456.789-09", "12.345.678/0001-95", "1EG4-TE5-MK73", "1HGCM82633A004352", "VIN ", "plate ", "S-KH 5732", "34 ABC 1234", "A123456(3)", "S072-9517-8384", "cvv ", "123",
        "SWIFT: ", "BIC ", "DEUTDEFF500", "DEUTDEFF", "0x222c6348d5f591164d36aea1f6bb6d45192434e8", "16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "550e8400-e29b-41d4-a716-446655440000", "tenant ", "aws ", "身份证号", "11010519491231002X",
        "Falcon", "falcons", "Blue Heron", "blue", "PRJ-1234", "PRJ-", "prj-77", "aaaa", "abab",
        "on 2026-03-12T10:30:00Z", "Monday, March 5th, 2024 at 10:30 am", "5 de marzo de 2024", "geboren am 9. März 1984", "DOB: ", "born in 1984", "May ", "March", "Mon", "of ", "5", "21-May-21", "2024年5月6日", "10/14/18", "19:30 Uhr",
        "34 years old", "age: ", "aged 34", "34-jährige", "tiene 34 años", "I'm 34 and", "il y a 34 ans", "(27M)", "years", "turned ",
        "168 Church Blvd, Camrose, FL 94434", "Flat 7, 537 Church Road\nBethnal Green\nE2 9AA", "Hauptstraße 5a, 10115 Berlin", "12 rue de la Paix, 75002 Paris", "Calle Mayor 5, 3º B", "ul. Długa 7, 83-165 Gdańsk", "PO Box 1234", "Springfield, IL", " 62701", "zip ",
        "Via ", "Rua ", "Street", "St. ", "Apt 4", "SW1A 1AA", "K1A 0B1", "D-10115 Berlin", "Adamsfort, New Hampshire 03301", "at 123 main street", "No. ", "Unit ", "1015 CJ Amsterdam",
        "https://www.acme.com/path?x=1", "http://", "www.", "acme.com", "shop.acme.de/x", "main.py", "visit ", "https://github.com/jdoe", ".com", "://acme.", "aa-bb-cc-dd-ee-ff", "00-1A-2B-3C-4D-5E", "mac aabb.ccdd.eeff", "10.0.0.0/8", "/24", "2001:db8::/32",
        "username: ", "user=jdoe42", "login as jdoe ", "ssh jdoe@db1.lan", "user ", "\"user\": \"", "(703)747-1754x12", " ext. 12", "001-783-731-4659", "(+49) 30 901820", "612 34 75 18", "tel ", "contact ",
        "The quarterly report covers the internal audit", "as noted on 2026-03-12", "order 12345, total 99.50 EUR", "section 3.2", "hello", "I'll", "über", "日本語", "😀", "\ud83d", "\0",
        " ", " ", " ", "\n", "\n\n", "-", ".", ",", ";", ":", "(", ")", "/", "=", "\"", "'", "\\n", "  ", "+", "@", "0", "7", "00", "a", "_", "\u00A0", "%", "x",
    ];
}
