using Sallyport.Gateway.Audit;
using Sallyport.Providers;

namespace Sallyport.Testing;

/// <summary>Entries whose every text is something that a careless writer of JSON, CEF or syslog gets wrong.</summary>
public static class NaughtyEntries
{
    /// <summary>Quotes, separators, control characters, line ends of every kind, odd Unicode, and what looks like syntax.</summary>
    public static IReadOnlyList<string> Texts { get; } =
    [
        "\"", "'", "\\", "\\\\", "a\\", "]", "[", "\"]\\", "=", "a=b", "a b=c", "|", "a|b", "\\|", "\\=", " ", " lead", "trail ", "two  blanks",
        "\n", "a\nb", "a\r\nb", "\r", "\t", "\0", "a\u0001b", "\u001b[31mred\u001b[0m", "\u007f", "a\u007fb", "\u0085", "\u0080", "\u2028", "\u2029", "\ufeffbom", "\u200b", "\u202eabc",
        "\\n", "\\u0041", "\\u000A", "%s%n%x", "${jndi:ldap://x/a}", "<script>alert(1)</script>", "]]>", "' OR 1=1 --", "CEF:0|a|b|c|d|e|1|", "<13>1 - - - - - -", "128 <13>1",
        "act=allowed", "cs1=x cs1Label=y", "{\"a\":1}", "null", "-1", "1e309", "NaN", "\ud83d\ude00", "\ud83d\udc69\u200d\ud83d\udcbb", "e\u0301", "\u00e9", "\u0130", "\u6f22\u5b57", "\u0627\u0644", "\ufffd", "#012", "#177",
        new string('x', 512), string.Concat(Enumerable.Repeat("\\\"]=|\n", 80)),
    ];

    /// <summary>An entry for each text, of each kind of leaf that carries texts, with the text in every field.</summary>
    public static IEnumerable<AuditEntry> All()
    {
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_567);
        for (var i = 0; i < Texts.Count; i++)
        {
            var text = Texts[i];
            yield return new AuditEntry
            {
                Type = AuditEntryType.Result, ExchangeId = Guid.CreateVersion7(at), At = at.AddSeconds(i), IntentSequence = 1, KeyId = text, Environment = text, Organization = text, Team = text,
                Department = text, Application = text, Purpose = text, TraceId = text, Endpoint = Endpoint.ChatCompletions, ModelAsked = text, ModelUsed = text, Upstream = text, Provider = text,
                Sensitivity = text, Decision = (Decision)((i % 6) + 1), Rejection = text, Findings = [new FindingCount(text, "request", text, i + 1)], Labels = [text, "b"], Status = 200, UpstreamStatus = 200,
                Attempts = 1, InputTokens = 10, OutputTokens = 20, CostNanoUsd = 123_456_789_012, LatencyMicroseconds = 1_500_000, ConfigurationVersion = text,
            };
            yield return new AuditEntry
            {
                Type = AuditEntryType.Admin, ExchangeId = Guid.CreateVersion7(at), At = at.AddSeconds(i), Action = text, Actor = text, Role = text, Target = text, TargetType = text,
                Decision = Decision.Allowed, Changed = [text], Approval = new AuditApproval([text], text),
            };
        }

        yield return new AuditEntry { Type = AuditEntryType.Gap, ExchangeId = Guid.Empty, At = at, Gap = new AuditGap(at, at.AddSeconds(1), 3, "disk_full") };
        yield return new AuditEntry { Type = AuditEntryType.Intent, ExchangeId = Guid.CreateVersion7(at), At = at };
        yield return new AuditEntry { Type = AuditEntryType.Interrupted, ExchangeId = Guid.CreateVersion7(at), At = at, IntentSequence = 2, Decision = Decision.Failed };
    }
}
