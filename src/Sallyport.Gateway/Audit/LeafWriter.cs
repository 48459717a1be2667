using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Forwarding;
using Sallyport.Providers;

namespace Sallyport.Gateway.Audit;

/// <summary>Writes entries as leaves <c>audit.v1</c>: canonical JSON (RFC 8785), only integers, NFC, nothing that is null or empty. For one thread.</summary>
/// <remarks>This text is what is hashed, stored, exported and shown. Names and words are frozen; members may be added. docs/audit.md says what each means.</remarks>
public sealed class LeafWriter(string node, string boot)
{
    private static readonly byte[][] Types = WordsOf<AuditEntryType>();
    private static readonly byte[][] Decisions = WordsOf<Decision>();
    private static readonly byte[][] Endpoints = WordsOf<Endpoint>();
    private static readonly byte[][] Units = WordsOf<LimitUnit>();

    private readonly LeafText _text = new();

    /// <summary>Writes one leaf.</summary>
    /// <param name="sequence">Its place in the log, from 0.</param>
    /// <param name="previous">Hash of the leaf before, 32 bytes; empty for the first.</param>
    /// <param name="person">Personal fields, sealed; default if there are none.</param>
    /// <returns>Its JSON: valid until the next call.</returns>
    public ReadOnlySpan<byte> Write(AuditEntry entry, long sequence, ReadOnlySpan<byte> previous, SealedField person)
    {
        var text = _text;
        text.Clear();
        var leaf = text.Begin(default);
        Actor(text, entry);
        Approval(text, entry.Approval);
        text.Text("\"boot\":"u8, boot);
        var part = text.Begin("\"cfg\":"u8);
        text.Text("\"after\":"u8, entry.ConfigurationBefore is null ? null : entry.ConfigurationVersion);
        text.Text("\"before\":"u8, entry.ConfigurationBefore);
        text.End(part);
        Data(text, entry);
        Sealed(text, entry, person);
        Gap(text, entry.Gap);
        Limits(text, entry);
        text.Text("\"node\":"u8, node);
        text.Word("\"outcome\":"u8, OutcomeOf(entry));
        Policy(text, entry);
        text.Bytes("\"prev\":"u8, previous);
        Request(text, entry);
        text.Number("\"seq\":"u8, sequence);
        Target(text, entry);
        text.Time("\"ts\":"u8, entry.At);
        if (entry.Type is AuditEntryType.Admin && entry.Action is { } action) text.Text("\"type\":"u8, action);
        else text.Word("\"type\":"u8, Types[(int)entry.Type]);
        Usage(text, entry);
        text.End(leaf);
        return text.Written;
    }

    private static void Actor(LeafText text, AuditEntry entry)
    {
        var part = text.Begin("\"actor\":"u8);
        text.Text("\"app\":"u8, entry.Application);
        text.Text("\"dept\":"u8, entry.Department);
        text.Text("\"env\":"u8, entry.Environment);
        text.Text("\"id\":"u8, entry.Actor);
        text.Text("\"key\":"u8, entry.KeyId);
        text.Text("\"org\":"u8, entry.Organization);
        text.Text("\"role\":"u8, entry.Role);
        text.Text("\"team\":"u8, entry.Team);
        text.Word("\"type\":"u8, entry.Actor is not null ? "admin"u8 : entry.KeyId is not null ? "key"u8 : entry.Type is AuditEntryType.Admin or AuditEntryType.Genesis or AuditEntryType.Gap ? "system"u8 : "anonymous"u8);
        text.End(part);
    }

    private static void Approval(LeafText text, AuditApproval? approval)
    {
        if (approval is null) return;
        var part = text.Begin("\"appr\":"u8);
        text.Texts("\"by\":"u8, approval.By);
        text.Text("\"reason\":"u8, approval.Reason);
        text.End(part);
    }

    private static void Data(LeafText text, AuditEntry entry)
    {
        var part = text.Begin("\"data\":"u8);
        text.Bytes("\"answer_mac\":"u8, entry.AnswerDigest.Span);
        text.Text("\"class\":"u8, entry.Sensitivity);
        text.Bytes("\"content_mac\":"u8, entry.ContentDigest.Span);
        text.Texts("\"labels\":"u8, entry.Labels);
        text.Bytes("\"prompt_mac\":"u8, entry.PromptDigest.Span);
        text.Number("\"redactions\":"u8, RedactionsOf(entry.Findings));
        text.Texts("\"unscanned\":"u8, entry.Unscanned);
        text.End(part);
    }

    private static void Sealed(LeafText text, AuditEntry entry, SealedField person)
    {
        if (SubjectOf(entry) is not { } subject) return;
        text.BeginArray("\"enc\":"u8);
        var item = text.Begin(default);
        text.Bytes("\"c\":"u8, person.Text);
        text.Word("\"f\":"u8, person.Text.IsEmpty ? default : PersonSealer.Field);
        text.Bytes("\"n\":"u8, person.Nonce);
        text.Text("\"s\":"u8, subject);
        text.End(item);
        text.EndArray();
    }

    /// <summary>Whom a leaf names as its subject: whose key its personal fields or digests are under.</summary>
    internal static string? SubjectOf(AuditEntry entry) =>
        entry.User is null && entry.ClientAddress is null && entry.PromptDigest.IsEmpty && entry.AnswerDigest.IsEmpty && entry.ContentDigest.IsEmpty ? null : entry.Subject?.Reference;

    private static void Gap(LeafText text, AuditGap? gap)
    {
        if (gap is null) return;
        var part = text.Begin("\"gap\":"u8);
        text.Text("\"cause\":"u8, gap.Cause);
        text.Number("\"count\":"u8, gap.Count);
        text.Time("\"from\":"u8, gap.From);
        text.Time("\"to\":"u8, gap.To);
        text.End(part);
    }

    /// <summary>Counters and amounts: of an intent what is reserved, of others what is spent; of a result only what <see cref="LeafCharges"/> does not know without.</summary>
    private static void Limits(LeafText text, AuditEntry entry)
    {
        if (entry.Type is AuditEntryType.Interrupted) return;
        var hasBegun = false;
        for (var i = 0; i < entry.Charges.Count; i++)
        {
            var charge = entry.Charges[i];
            if (entry.Type is AuditEntryType.Result && charge.Reserved != 0 && LeafCharges.Implied(entry, charge.Unit, -charge.Reserved) == charge.Spent) continue;
            if (!hasBegun) text.BeginArray("\"lim\":"u8);
            hasBegun = true;
            var item = text.Begin(default);
            text.Text("\"id\":"u8, charge.Counter);
            text.Number("\"n\":"u8, entry.Type is AuditEntryType.Intent ? charge.Reserved : charge.Spent);
            text.Word("\"unit\":"u8, Units[(int)charge.Unit]);
            text.Number("\"win\":"u8, charge.Window.ToUnixTimeSeconds());
            text.End(item);
        }

        if (hasBegun) text.EndArray();
    }

    private static void Policy(LeafText text, AuditEntry entry)
    {
        var part = text.Begin("\"pol\":"u8);
        if (entry.Decision is { } decision) text.Word("\"decision\":"u8, Decisions[(int)decision]);
        if (entry.Findings.Count > 0)
        {
            text.BeginArray("\"rules\":"u8);
            for (var i = 0; i < entry.Findings.Count; i++)
            {
                var finding = entry.Findings[i];
                var rule = text.Begin(default);
                text.Text("\"act\":"u8, finding.Action);
                text.Text("\"det\":"u8, finding.Detector);
                text.Text("\"dir\":"u8, finding.Direction);
                text.Number("\"n\":"u8, finding.Count);
                text.End(rule);
            }

            text.EndArray();
        }

        text.Text("\"version\":"u8, entry.ConfigurationVersion);
        text.End(part);
    }

    private static void Request(LeafText text, AuditEntry entry)
    {
        var part = text.Begin("\"req\":"u8);
        text.Number("\"attempts\":"u8, entry.Attempts == 0 ? null : entry.Attempts);
        text.True("\"cached\":"u8, entry.IsFromCache);
        text.Text("\"cheaper\":"u8, entry.CheaperRule);
        text.Text("\"code\":"u8, entry.Rejection);
        if (entry.Endpoint is { } endpoint) text.Word("\"endpoint\":"u8, Endpoints[(int)endpoint]);
        if (entry.ExchangeId != Guid.Empty) text.Id("\"id\":"u8, entry.ExchangeId);
        text.Number("\"intent\":"u8, entry.IntentSequence);
        text.Number("\"lat_us\":"u8, entry.LatencyMicroseconds);
        text.Text("\"model_req\":"u8, entry.ModelAsked);
        text.Text("\"model_used\":"u8, entry.ModelUsed);
        text.Number("\"over_us\":"u8, entry.OverheadMicroseconds);
        text.Text("\"provider\":"u8, entry.Provider);
        text.Text("\"purpose\":"u8, entry.Purpose);
        text.Text("\"route\":"u8, entry.Upstream);
        text.Number("\"status\":"u8, entry.Status);
        text.True("\"stream\":"u8, entry.Stream);
        text.Text("\"trace\":"u8, entry.TraceId);
        Tried(text, entry.Tried);
        text.Number("\"up_status\":"u8, entry.UpstreamStatus);
        text.End(part);
    }

    private static void Tried(LeafText text, IReadOnlyList<FailedAttempt> attempts)
    {
        if (attempts.Count == 0) return;
        text.BeginArray("\"tried\":"u8);
        for (var i = 0; i < attempts.Count; i++)
        {
            var item = text.Begin(default);
            text.Text("\"code\":"u8, attempts[i].Code);
            text.Text("\"route\":"u8, attempts[i].Upstream);
            text.Number("\"status\":"u8, attempts[i].Status);
            text.End(item);
        }

        text.EndArray();
    }

    private static void Target(LeafText text, AuditEntry entry)
    {
        var part = text.Begin("\"target\":"u8);
        text.Texts("\"changed\":"u8, entry.Changed);
        if (entry.TargetRange is { } first) text.Number("\"from\":"u8, first.From);
        text.Text("\"id\":"u8, entry.Target);
        if (entry.TargetRange is { } last) text.Number("\"to\":"u8, last.To);
        text.Text("\"type\":"u8, entry.TargetType);
        if (entry.TargetUntil is { } until) text.Time("\"until\":"u8, until);
        text.End(part);
    }

    private static void Usage(LeafText text, AuditEntry entry)
    {
        var part = text.Begin("\"use\":"u8);
        text.Number("\"cached\":"u8, entry.CachedInputTokens);
        text.Number("\"cost_nano_usd\":"u8, entry.CostNanoUsd);
        text.Number("\"in\":"u8, entry.InputTokens);
        text.Number("\"out\":"u8, entry.OutputTokens);
        text.Text("\"price\":"u8, entry.PriceVersion);
        text.Number("\"reason\":"u8, entry.ReasoningTokens);
        text.End(part);
    }

    private static ReadOnlySpan<byte> OutcomeOf(AuditEntry entry) => entry switch
    {
        { Type: AuditEntryType.Intent } => "pending"u8,
        { Type: AuditEntryType.Interrupted } => "unknown"u8,
        { Decision: Decision.Blocked or Decision.Refused } => "denied"u8,
        { Decision: Decision.Failed } => "failure"u8,
        { Decision: not null } => "success"u8,
        _ => default,
    };

    /// <summary>Values that were taken out or put in: null if none.</summary>
    private static long? RedactionsOf(IReadOnlyList<FindingCount> findings)
    {
        var sum = 0L;
        for (var i = 0; i < findings.Count; i++)
            if (findings[i].Action is "redact" or "pseudonymize") sum += findings[i].Count;
        return sum == 0 ? null : sum;
    }

    /// <summary>Words by enum number, so that writing one is an array look-up.</summary>
    private static byte[][] WordsOf<T>()
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        var words = new byte[values.Max(v => Convert.ToInt32(v, null)) + 1][];
        foreach (var value in values) words[Convert.ToInt32(value, null)] = System.Text.Encoding.ASCII.GetBytes(EnumWords.Of(value));
        return words;
    }
}
