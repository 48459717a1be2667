using Sallyport.Gateway.Audit;
using Sallyport.Providers;

namespace Sallyport.LedgerBench;

/// <summary>Made-up traffic of a company: 200 keys, 1,000 people, three providers, thirty days. The same for the same number, on every machine.</summary>
internal sealed class Traffic(long requests, DateTimeOffset end, IReadOnlyList<SubjectKey> people)
{
    public const int People = 1_000;

    private const int Keys = 200, Teams = 20, Days = 30;

    private static readonly (string Model, string Provider, string Upstream)[] Models =
        [("gpt-4o-2024-08-06", "openai", "openai-eu"), ("gpt-4o-mini", "openai", "openai-eu"), ("claude-sonnet-4-5", "anthropic", "anthropic"), ("gemini-2.5-pro", "gemini", "gemini"), ("gpt-4o-mini", "openai", "openai-us")];

    private static readonly FindingCount[][] Findings = [[new("email", "request", "redact", 1)], [new("email", "request", "redact", 2), new("phone", "request", "redact", 1)], [new("iban", "request", "redact", 1)]];

    private static readonly string[] Sensitivities = ["public", "internal", "internal", "internal", "confidential", "restricted"];

    public DateTimeOffset Start { get; } = end.AddDays(-Days);

    public static string KeyId(int key) => "key" + key.ToString("0000000", System.Globalization.CultureInfo.InvariantCulture);

    public static string Person(int person) => "u" + person.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What is recorded before request number <paramref name="n"/> leaves.</summary>
    public AuditEntry Intent(long n)
    {
        var (at, hash) = (Start + ((end - Start) / requests * n), Mix((ulong)n));
        // A few people ask most; each has one or two keys.
        var person = (int)Math.Min((hash & 1023) * ((hash >> 10) & 1023) / 1024, People - 1);
        var key = ((person * 7) + (int)((hash >> 20) % 8 == 0 ? 1UL : 0)) % Keys;
        var (model, provider, upstream) = Models[(hash >> 24) % (ulong)Models.Length];
        var digest = new byte[32];
        BitConverter.TryWriteBytes(digest, hash);
        return new AuditEntry
        {
            Type = AuditEntryType.Intent,
            ExchangeId = Guid.CreateVersion7(at),
            At = at,
            KeyId = KeyId(key),
            Environment = "prod",
            Organization = "acme",
            Team = "team-" + (person % Teams),
            User = Person(person),
            Subject = people[person],
            Application = "helpdesk",
            Purpose = "answers",
            TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
            ClientAddress = "10.20." + (person / 256) + "." + (person % 256),
            Endpoint = Endpoint.ChatCompletions,
            ModelAsked = model,
            Upstream = upstream,
            Provider = provider,
            Sensitivity = Sensitivities[(hash >> 28) % (ulong)Sensitivities.Length],
            Findings = (hash >> 40) % 16 == 0 ? Findings[(hash >> 44) % (ulong)Findings.Length] : [],
            PromptDigest = digest,
            ConfigurationVersion = "v" + ((at - Start).Days / 2).ToString("00000000000", System.Globalization.CultureInfo.InvariantCulture),
            OverheadMicroseconds = 300 + (long)(hash % 200),
        };
    }

    /// <summary>How it ended.</summary>
    public static AuditEntry Result(AuditEntry intent, long sequence)
    {
        var hash = Mix((ulong)sequence);
        var failed = hash % 100 == 0;
        return intent with
        {
            Type = AuditEntryType.Result,
            IntentSequence = sequence,
            User = null,
            ClientAddress = null,
            AnswerDigest = intent.PromptDigest,
            PromptDigest = default,
            Decision = failed ? Decision.Failed : intent.Findings.Count > 0 ? Decision.Redacted : Decision.Allowed,
            Rejection = failed ? "upstream_timeout" : null,
            Status = failed ? 504 : 200,
            UpstreamStatus = failed ? null : 200,
            Attempts = 1,
            ModelUsed = intent.ModelAsked,
            InputTokens = 200 + (long)(hash % 3_000),
            OutputTokens = failed ? null : 50 + (long)((hash >> 12) % 900),
            CachedInputTokens = (long)(hash % 3) * 64,
            CostNanoUsd = failed ? null : 500_000 + (long)((hash >> 20) % 9_000_000),
            LatencyMicroseconds = 800_000 + (long)((hash >> 32) % 2_000_000),
        };
    }

    /// <summary>SplitMix64: well-spread bits from a counter.</summary>
    private static ulong Mix(ulong n)
    {
        n += 0x9E37_79B9_7F4A_7C15;
        n = (n ^ (n >> 30)) * 0xBF58_476D_1CE4_E5B9;
        n = (n ^ (n >> 27)) * 0x94D0_49BB_1331_11EB;
        return n ^ (n >> 31);
    }
}
