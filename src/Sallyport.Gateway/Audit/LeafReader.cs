using System.Globalization;
using System.Text.Json;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Forwarding;
using Sallyport.Providers;

namespace Sallyport.Gateway.Audit;

/// <summary>Reads back what <see cref="LeafWriter"/> wrote. Members that a newer version added are left out.</summary>
public static class LeafReader
{
    private static readonly Dictionary<string, AuditEntryType> Types = WordsOf<AuditEntryType>();
    private static readonly Dictionary<string, Decision> Decisions = WordsOf<Decision>();
    private static readonly Dictionary<string, Endpoint> Endpoints = WordsOf<Endpoint>();
    private static readonly Dictionary<string, LimitUnit> Units = WordsOf<LimitUnit>();

    /// <summary>Reads one leaf. Personal fields stay sealed: see <see cref="Leaf.Person"/>.</summary>
    /// <exception cref="JsonException">This is no leaf.</exception>
    public static Leaf Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var leaf = new Draft();
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject) throw new JsonException("A leaf is an object.");
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "actor" or "cfg" or "data" or "gap" or "pol" or "req" or "target" or "use" or "appr":
                    ReadPart(ref reader, name, leaf);
                    break;
                case "enc":
                    ReadSealed(ref reader, leaf);
                    break;
                case "lim":
                    ReadLimits(ref reader, leaf);
                    break;
                case "boot":
                    leaf.Boot = reader.GetString();
                    break;
                case "node":
                    leaf.Node = reader.GetString();
                    break;
                case "seq":
                    leaf.Sequence = reader.GetInt64();
                    break;
                case "ts":
                    leaf.At = Time(ref reader);
                    break;
                case "type":
                    leaf.Type = reader.GetString();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return leaf.ToLeaf();
    }

    private static void ReadPart(ref Utf8JsonReader reader, string part, Draft leaf)
    {
        if (reader.TokenType is not JsonTokenType.StartObject) throw new JsonException($"\"{part}\" of a leaf is an object.");
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType is JsonTokenType.StartArray)
            {
                if (part is "pol" && name is "rules") ReadFindings(ref reader, leaf);
                else if (part is "req" && name is "tried") ReadTried(ref reader, leaf);
                else leaf.Lists[part + "." + name] = ReadTexts(ref reader);
            }
            else if (reader.TokenType is JsonTokenType.String) leaf.Texts[part + "." + name] = reader.GetString()!;
            else if (reader.TokenType is JsonTokenType.Number) leaf.Numbers[part + "." + name] = reader.GetInt64();
            else if (reader.TokenType is JsonTokenType.True) leaf.Numbers[part + "." + name] = 1;
            else reader.Skip();
        }
    }

    private static void ReadFindings(ref Utf8JsonReader reader, Draft leaf)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
        {
            var (detector, direction, action, count) = ("", "", "", 0);
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                if (name is "act") action = reader.GetString()!;
                else if (name is "det") detector = reader.GetString()!;
                else if (name is "dir") direction = reader.GetString()!;
                else if (name is "n") count = reader.GetInt32();
                else reader.Skip();
            }

            leaf.Findings.Add(new FindingCount(detector, direction, action, count));
        }
    }

    private static void ReadTried(ref Utf8JsonReader reader, Draft leaf)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
        {
            var (upstream, code, status) = ("", (string?)null, (int?)null);
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                if (name is "code") code = reader.GetString();
                else if (name is "route") upstream = reader.GetString()!;
                else if (name is "status") status = reader.GetInt32();
                else reader.Skip();
            }

            leaf.Tried.Add(new FailedAttempt(upstream, code, status));
        }
    }

    private static void ReadLimits(ref Utf8JsonReader reader, Draft leaf)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
        {
            var (counter, amount, unit, window) = ("", 0L, default(LimitUnit), 0L);
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                if (name is "id") counter = reader.GetString()!;
                else if (name is "n") amount = reader.GetInt64();
                else if (name is "unit") unit = Units[reader.GetString()!];
                else if (name is "win") window = reader.GetInt64();
                else reader.Skip();
            }

            leaf.Charges.Add(new Charge(counter, DateTimeOffset.FromUnixTimeSeconds(window), unit, 0, amount));
        }
    }

    private static void ReadSealed(ref Utf8JsonReader reader, Draft leaf)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.StartObject)
        {
            string? field = null, subject = null;
            byte[] nonce = [], text = [];
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                if (name is "f") field = reader.GetString();
                else if (name is "s") subject = reader.GetString();
                else if (name is "n") nonce = reader.GetBytesFromBase64();
                else if (name is "c") text = reader.GetBytesFromBase64();
                else reader.Skip();
            }

            leaf.Subject = subject;
            if (field is "person") (leaf.Nonce, leaf.SealedPerson) = (nonce, text);
        }
    }

    private static List<string> ReadTexts(ref Utf8JsonReader reader)
    {
        var texts = new List<string>();
        while (reader.Read() && reader.TokenType is JsonTokenType.String) texts.Add(reader.GetString()!);
        return texts;
    }

    private static DateTimeOffset Time(ref Utf8JsonReader reader) => Time(reader.GetString()!);

    private static DateTimeOffset Time(string text) =>
        text.Length == 30 && DateTimeOffset.TryParseExact(text[..27] + "Z", "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time : throw new JsonException("A time of a leaf has nine digits of fraction and ends in Z.");

    private static Dictionary<string, T> WordsOf<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(EnumWords.Of, StringComparer.Ordinal);

    private sealed class Draft
    {
        public Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, long> Numbers { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, List<string>> Lists { get; } = new(StringComparer.Ordinal);

        public List<FindingCount> Findings { get; } = [];

        public List<FailedAttempt> Tried { get; } = [];

        public List<Charge> Charges { get; } = [];

        public string? Boot { get; set; }

        public string? Node { get; set; }

        public long? Sequence { get; set; }

        public DateTimeOffset At { get; set; }

        public string? Type { get; set; }

        public string? Subject { get; set; }

        public byte[] Nonce { get; set; } = [];

        public byte[] SealedPerson { get; set; } = [];

        public Leaf ToLeaf()
        {
            var isKnown = Types.TryGetValue(Type ?? throw new JsonException("A leaf has a type."), out var type);
            var entry = new AuditEntry
            {
                Type = isKnown ? type : AuditEntryType.Admin,
                Action = isKnown ? null : Type,
                ExchangeId = Text("req.id") is { } id ? Guid.Parse(id) : Guid.Empty,
                At = At,
                IntentSequence = Number("req.intent"),
                KeyId = Text("actor.key"),
                Environment = Text("actor.env"),
                Organization = Text("actor.org"),
                Team = Text("actor.team"),
                Department = Text("actor.dept"),
                Application = Text("actor.app"),
                Actor = Text("actor.id"),
                Role = Text("actor.role"),
                Purpose = Text("req.purpose"),
                TraceId = Text("req.trace"),
                Endpoint = Text("req.endpoint") is { } endpoint ? Endpoints[endpoint] : null,
                ModelAsked = Text("req.model_req"),
                ModelUsed = Text("req.model_used"),
                Upstream = Text("req.route"),
                Provider = Text("req.provider"),
                Stream = Number("req.stream") is not null,
                Sensitivity = Text("data.class"),
                Labels = List("data.labels"),
                Unscanned = List("data.unscanned"),
                PromptDigest = Bytes("data.prompt_mac"),
                AnswerDigest = Bytes("data.answer_mac"),
                ContentDigest = Bytes("data.content_mac"),
                Decision = Text("pol.decision") is { } decision ? Decisions[decision] : null,
                Findings = Findings.Count == 0 ? [] : Findings,
                Rejection = Text("req.code"),
                Status = (int?)Number("req.status"),
                UpstreamStatus = (int?)Number("req.up_status"),
                CheaperRule = Text("req.cheaper"),
                IsFromCache = Number("req.cached") is not null,
                Attempts = (int)(Number("req.attempts") ?? 0),
                Tried = Tried.Count == 0 ? [] : Tried,
                InputTokens = Number("use.in"),
                OutputTokens = Number("use.out"),
                CachedInputTokens = Number("use.cached"),
                ReasoningTokens = Number("use.reason"),
                CostNanoUsd = Number("use.cost_nano_usd"),
                PriceVersion = Text("use.price"),
                LatencyMicroseconds = Number("req.lat_us"),
                OverheadMicroseconds = Number("req.over_us"),
                ConfigurationVersion = Text("pol.version"),
                ConfigurationBefore = Text("cfg.before"),
                Target = Text("target.id"),
                TargetType = Text("target.type"),
                TargetRange = Number("target.from") is { } from && Number("target.to") is { } to ? (from, to) : null,
                TargetUntil = Text("target.until") is { } until ? Time(until) : null,
                Changed = List("target.changed"),
                Approval = Text("appr.reason") is { } reason ? new AuditApproval(List("appr.by"), reason) : null,
                Gap = Text("gap.cause") is { } cause ? new AuditGap(Time(Text("gap.from")!), Time(Text("gap.to")!), Number("gap.count") ?? 0, cause) : null,
            };
            if (Charges.Count > 0) entry = entry with { Charges = type is AuditEntryType.Intent ? [.. Charges.Select(c => c with { Reserved = c.Spent, Spent = 0 })] : Charges };
            return new Leaf(Sequence ?? throw new JsonException("A leaf has a sequence number."), entry, Node ?? "", Boot ?? "", Subject, Nonce, SealedPerson);
        }

        private string? Text(string name) => Texts.GetValueOrDefault(name);

        private long? Number(string name) => Numbers.TryGetValue(name, out var number) ? number : null;

        private IReadOnlyList<string> List(string name) => Lists.TryGetValue(name, out var list) ? list : [];

        private byte[] Bytes(string name) => Texts.TryGetValue(name, out var text) ? Convert.FromBase64String(text) : [];
    }
}
