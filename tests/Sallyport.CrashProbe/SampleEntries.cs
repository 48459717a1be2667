using Sallyport.Gateway.Audit;
using Sallyport.Providers;

namespace Sallyport.CrashProbe;

/// <summary>Entries as full as those of a real exchange.</summary>
internal static class SampleEntries
{
    private static readonly SubjectKey Subject = new("s_abcdefghijklmnop", new byte[SubjectKey.Size]);
    private static readonly byte[] Digest = new byte[SubjectKey.Size];

    public static AuditEntry Intent() => new()
    {
        Type = AuditEntryType.Intent,
        ExchangeId = Guid.CreateVersion7(),
        At = TimeProvider.System.GetUtcNow(),
        KeyId = "4fJq0ZxT1b",
        Environment = "prod",
        Organization = "acme",
        Team = "support",
        Application = "helpdesk",
        TraceId = "4bf92f3577b34da6a3ce929d0e0e4736",
        ClientAddress = "10.0.12.7",
        Subject = Subject,
        PromptDigest = Digest,
        Endpoint = Endpoint.ChatCompletions,
        ModelAsked = "gpt-large",
        ModelUsed = "gpt-x-2026",
        Upstream = "openai-eu",
        Provider = "openai",
        Sensitivity = "internal",
        ConfigurationVersion = "a1b2c3d4e5f6",
        Findings = [new FindingCount("payment-card", "request", "redact", 2)],
    };

    public static AuditEntry Result(AuditEntry intent, long sequence) => intent with
    {
        Type = AuditEntryType.Result,
        ClientAddress = null,
        PromptDigest = default,
        AnswerDigest = Digest,
        IntentSequence = sequence,
        Decision = Decision.Redacted,
        Status = 200,
        UpstreamStatus = 200,
        Attempts = 1,
        InputTokens = 1200,
        OutputTokens = 350,
        CachedInputTokens = 800,
        CostNanoUsd = 5_250_000,
        LatencyMicroseconds = 812_000,
        OverheadMicroseconds = 420,
    };
}
