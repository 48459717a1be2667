using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sallyport.Gateway.Authentication;
using Sallyport.Providers;

namespace Sallyport.Gateway.Audit;

/// <summary>Audit entries as JSON: one object, snake_case names in a fixed order, nothing that is null or empty.</summary>
/// <remarks>This text is what is stored, exported and shown. Names and words are frozen; members may only be added, at the end.</remarks>
public static class AuditJson
{
    /// <summary>Longest text value, in chars. What a client makes up (a model name, say) is cut there, so that no entry grows without bound.</summary>
    public const int MaxTextLength = 512;

    /// <summary>Control characters are always escaped; the relaxed encoder only leaves other scripts readable.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // Reflection, not source generation: generated code loses the defaults of init-only members, and reading is rare.
    private static readonly JsonSerializerOptions ReaderOptions = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    private static readonly JsonEncodedText[] Types = WordsOf<AuditEntryType>();
    private static readonly JsonEncodedText[] Decisions = WordsOf<Decision>();
    private static readonly JsonEncodedText[] Endpoints = WordsOf<Endpoint>();

    /// <summary>Writes one entry as an object.</summary>
    public static void Write(Utf8JsonWriter json, AuditEntry entry) => Write(json, null, entry);

    /// <summary>Writes one entry as an object that begins with its <c>sequence</c>.</summary>
    public static void Write(Utf8JsonWriter json, StoredAuditEntry stored) => Write(json, stored.Sequence, stored.Entry);

    /// <summary>Writes one entry and a line end: newline-delimited JSON.</summary>
    public static void WriteLine(IBufferWriter<byte> output, Utf8JsonWriter json, StoredAuditEntry stored)
    {
        json.Reset(output);
        Write(json, stored);
        json.Flush();
        output.Write("\n"u8);
    }

    /// <summary>Reads back what <see cref="Write(Utf8JsonWriter, AuditEntry)"/> wrote; members that a newer version added are left out.</summary>
    /// <exception cref="JsonException">This is no audit entry.</exception>
    public static AuditEntry Read(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize<AuditEntry>(body, ReaderOptions) ?? throw new JsonException("An audit entry is an object.");

    private static void Write(Utf8JsonWriter json, long? sequence, AuditEntry entry)
    {
        json.WriteStartObject();
        Number(json, Names.Sequence, sequence);
        json.WriteString(Names.Type, Types[(int)entry.Type]);
        json.WriteString(Names.ExchangeId, entry.ExchangeId);
        json.WriteString(Names.At, entry.At.UtcDateTime);
        Number(json, Names.IntentSequence, entry.IntentSequence);
        Text(json, Names.KeyId, entry.KeyId);
        Text(json, Names.Environment, entry.Environment);
        Text(json, Names.Organization, entry.Organization);
        Text(json, Names.Team, entry.Team);
        Text(json, Names.User, entry.User);
        Text(json, Names.Application, entry.Application);
        Text(json, Names.Purpose, entry.Purpose);
        Text(json, Names.TraceId, entry.TraceId);
        Text(json, Names.ClientAddress, entry.ClientAddress);
        if (entry.Endpoint is { } endpoint) json.WriteString(Names.Endpoint, Endpoints[(int)endpoint]);
        Text(json, Names.ModelAsked, entry.ModelAsked);
        Text(json, Names.ModelUsed, entry.ModelUsed);
        Text(json, Names.Upstream, entry.Upstream);
        Text(json, Names.Provider, entry.Provider);
        if (entry.Stream) json.WriteBoolean(Names.Stream, true);
        Text(json, Names.Sensitivity, entry.Sensitivity);
        if (entry.Decision is { } decision) json.WriteString(Names.Decision, Decisions[(int)decision]);
        Text(json, Names.Rejection, entry.Rejection);
        Findings(json, entry.Findings);
        List(json, Names.Unscanned, entry.Unscanned);
        Number(json, Names.Status, entry.Status);
        Number(json, Names.UpstreamStatus, entry.UpstreamStatus);
        if (entry.Attempts != 0) json.WriteNumber(Names.Attempts, entry.Attempts);
        Number(json, Names.InputTokens, entry.InputTokens);
        Number(json, Names.OutputTokens, entry.OutputTokens);
        Number(json, Names.CachedInputTokens, entry.CachedInputTokens);
        Number(json, Names.ReasoningTokens, entry.ReasoningTokens);
        Number(json, Names.CostNanoUsd, entry.CostNanoUsd);
        Number(json, Names.LatencyMicroseconds, entry.LatencyMicroseconds);
        Number(json, Names.OverheadMicroseconds, entry.OverheadMicroseconds);
        Text(json, Names.ConfigurationVersion, entry.ConfigurationVersion);
        Text(json, Names.Action, entry.Action);
        Text(json, Names.Target, entry.Target);
        Text(json, Names.Actor, entry.Actor);
        List(json, Names.Changed, entry.Changed);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, JsonEncodedText name, string? value)
    {
        if (value is not null) json.WriteString(name, Cut(value));
    }

    private static void Number(Utf8JsonWriter json, JsonEncodedText name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
    }

    private static void List(Utf8JsonWriter json, JsonEncodedText name, IReadOnlyList<string> values)
    {
        if (values.Count == 0) return;
        json.WriteStartArray(name);
        for (var i = 0; i < values.Count; i++) json.WriteStringValue(Cut(values[i]));
        json.WriteEndArray();
    }

    private static void Findings(Utf8JsonWriter json, IReadOnlyList<FindingCount> findings)
    {
        if (findings.Count == 0) return;
        json.WriteStartArray(Names.Findings);
        for (var i = 0; i < findings.Count; i++)
        {
            var finding = findings[i];
            json.WriteStartObject();
            json.WriteString(Names.Detector, Cut(finding.Detector));
            json.WriteString(Names.Direction, Cut(finding.Direction));
            json.WriteString(Names.Action, Cut(finding.Action));
            json.WriteNumber(Names.Count, finding.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static ReadOnlySpan<char> Cut(string value) => value.Length <= MaxTextLength ? value : value.AsSpan(0, MaxTextLength);

    /// <summary>Words by enum number, so that writing one is an array look-up.</summary>
    private static JsonEncodedText[] WordsOf<T>()
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        var words = new JsonEncodedText[values.Max(v => Convert.ToInt32(v, null)) + 1];
        foreach (var value in values) words[Convert.ToInt32(value, null)] = JsonEncodedText.Encode(EnumWords.Of(value));
        return words;
    }

    private static class Names
    {
        public static readonly JsonEncodedText Sequence = JsonEncodedText.Encode("sequence");
        public static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
        public static readonly JsonEncodedText ExchangeId = JsonEncodedText.Encode("exchange_id");
        public static readonly JsonEncodedText At = JsonEncodedText.Encode("at");
        public static readonly JsonEncodedText IntentSequence = JsonEncodedText.Encode("intent_sequence");
        public static readonly JsonEncodedText KeyId = JsonEncodedText.Encode("key_id");
        public static readonly JsonEncodedText Environment = JsonEncodedText.Encode("environment");
        public static readonly JsonEncodedText Organization = JsonEncodedText.Encode("organization");
        public static readonly JsonEncodedText Team = JsonEncodedText.Encode("team");
        public static readonly JsonEncodedText User = JsonEncodedText.Encode("user");
        public static readonly JsonEncodedText Application = JsonEncodedText.Encode("application");
        public static readonly JsonEncodedText Purpose = JsonEncodedText.Encode("purpose");
        public static readonly JsonEncodedText TraceId = JsonEncodedText.Encode("trace_id");
        public static readonly JsonEncodedText ClientAddress = JsonEncodedText.Encode("client_address");
        public static readonly JsonEncodedText Endpoint = JsonEncodedText.Encode("endpoint");
        public static readonly JsonEncodedText ModelAsked = JsonEncodedText.Encode("model_asked");
        public static readonly JsonEncodedText ModelUsed = JsonEncodedText.Encode("model_used");
        public static readonly JsonEncodedText Upstream = JsonEncodedText.Encode("upstream");
        public static readonly JsonEncodedText Provider = JsonEncodedText.Encode("provider");
        public static readonly JsonEncodedText Stream = JsonEncodedText.Encode("stream");
        public static readonly JsonEncodedText Sensitivity = JsonEncodedText.Encode("sensitivity");
        public static readonly JsonEncodedText Decision = JsonEncodedText.Encode("decision");
        public static readonly JsonEncodedText Rejection = JsonEncodedText.Encode("rejection");
        public static readonly JsonEncodedText Unscanned = JsonEncodedText.Encode("unscanned");
        public static readonly JsonEncodedText Status = JsonEncodedText.Encode("status");
        public static readonly JsonEncodedText UpstreamStatus = JsonEncodedText.Encode("upstream_status");
        public static readonly JsonEncodedText Attempts = JsonEncodedText.Encode("attempts");
        public static readonly JsonEncodedText InputTokens = JsonEncodedText.Encode("input_tokens");
        public static readonly JsonEncodedText OutputTokens = JsonEncodedText.Encode("output_tokens");
        public static readonly JsonEncodedText CachedInputTokens = JsonEncodedText.Encode("cached_input_tokens");
        public static readonly JsonEncodedText ReasoningTokens = JsonEncodedText.Encode("reasoning_tokens");
        public static readonly JsonEncodedText CostNanoUsd = JsonEncodedText.Encode("cost_nano_usd");
        public static readonly JsonEncodedText LatencyMicroseconds = JsonEncodedText.Encode("latency_microseconds");
        public static readonly JsonEncodedText OverheadMicroseconds = JsonEncodedText.Encode("overhead_microseconds");
        public static readonly JsonEncodedText ConfigurationVersion = JsonEncodedText.Encode("configuration_version");
        public static readonly JsonEncodedText Action = JsonEncodedText.Encode("action");
        public static readonly JsonEncodedText Target = JsonEncodedText.Encode("target");
        public static readonly JsonEncodedText Actor = JsonEncodedText.Encode("actor");
        public static readonly JsonEncodedText Changed = JsonEncodedText.Encode("changed");
        public static readonly JsonEncodedText Findings = JsonEncodedText.Encode("findings");
        public static readonly JsonEncodedText Detector = JsonEncodedText.Encode("detector");
        public static readonly JsonEncodedText Direction = JsonEncodedText.Encode("direction");
        public static readonly JsonEncodedText Count = JsonEncodedText.Encode("count");
    }
}
