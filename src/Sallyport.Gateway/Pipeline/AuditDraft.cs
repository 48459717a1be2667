using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Classification;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;

namespace Sallyport.Gateway.Pipeline;

/// <summary>What the record will say of an exchange. Written by the pipeline alone, never by a step.</summary>
internal sealed class AuditDraft(Exchange exchange)
{
    public Caller? Caller { get; set; }

    public RequestFacts? Facts { get; set; }

    public InspectedRequest? Request { get; set; }

    /// <summary>What was found, also in a request that it ended.</summary>
    public FindingTally? Findings { get; set; }

    public Sensitivity? Sensitivity { get; set; }

    /// <summary>Upstream that is about to be asked, or has answered.</summary>
    public Routing.RouteTarget? Target { get; set; }

    /// <summary>What was tried; null as long as nothing was.</summary>
    public Forwarding.AttemptLog? Tries { get; set; }

    public int? UpstreamStatus { get; set; }

    public Relayed Relayed { get; set; }

    /// <summary>True if a check could not run and the operator lets that pass.</summary>
    public bool FailedOpen { get; set; }

    /// <summary>Sequence number of the intent; null until it is durable.</summary>
    public long? IntentSequence { get; set; }

    /// <summary>The intent on its way, where nobody waited for it.</summary>
    public Task<long>? PendingIntent { get; set; }

    /// <summary>True from the moment from which the request may have left.</summary>
    public bool IsForwarded { get; set; }

    /// <summary>True once the result is recorded, or could not be.</summary>
    public bool IsResultRecorded { get; set; }

    /// <summary>True if the exchange passes without a record, because the operator lets it: it is counted instead.</summary>
    public bool IsUnrecorded { get; set; }

    /// <summary>Under whose key personal fields and digests are kept.</summary>
    public SubjectKey? Subject { get; set; }

    public ReadOnlyMemory<byte> PromptDigest { get; set; }

    public ReadOnlyMemory<byte> AnswerDigest { get; set; }

    /// <summary>What the exchange has taken from its limits and budgets.</summary>
    public Spending? Spending { get; set; }

    /// <summary>True if the answer came from the cache: nothing left, and it cost nothing.</summary>
    public bool IsFromCache { get; set; }

    /// <summary>Rule that sent the request to a cheaper model than it asks for; null if none did.</summary>
    public string? CheaperRule { get; set; }

    /// <summary>Set if the texts of this exchange are kept.</summary>
    public Audit.Capture.CapturedExchange? Captured { get; set; }

    /// <summary>Digest of the request's kept texts; empty if none are.</summary>
    public ReadOnlyMemory<byte> RequestContent { get; set; }

    /// <summary>The same of the answer's.</summary>
    public ReadOnlyMemory<byte> AnswerContent { get; set; }

    /// <summary>Time that we took before the request left.</summary>
    public TimeSpan? Overhead { get; set; }

    /// <summary>From there to the head of the upstream's answer.</summary>
    public TimeSpan FirstByte { get; set; }

    /// <summary>Version of the prices that <see cref="Cost"/> was made with; null where there is none.</summary>
    public string? PriceVersion { get; private set; }

    /// <summary>Cost in nano-USD; null if the usage or the price is unknown. Known once the result is made.</summary>
    public long? Cost { get; private set; }

    /// <summary>Everything known before the request leaves.</summary>
    /// <param name="recordExtension">Makes charges of a further attempt durable.</param>
    public AuditEntry ToIntent(DateTimeOffset now, Func<IReadOnlyList<Charge>, ValueTask>? recordExtension) => ToEntry(AuditEntryType.Intent, now, default, Spending?.BeginRecording(recordExtension) ?? []);

    /// <summary>How the exchange ended.</summary>
    public AuditEntry ToResult(Rejection? rejection, int status, DateTimeOffset now, PriceTable prices)
    {
        Cost = CostOf(prices);
        PriceVersion = Cost is null ? null : prices.Version;
        var charges = Spending?.Settle(Answer, Target, prices) ?? [];
        return ToEntry(AuditEntryType.Result, now, new Ending(DecisionOf(rejection), rejection?.Code, status, Screened(Relayed.Model ?? Target?.Model), (long)exchange.Elapsed.TotalMicroseconds), charges);
    }

    /// <summary>Settles an exchange that passes without a record.</summary>
    public void SettleUnrecorded(PriceTable prices)
    {
        Cost = CostOf(prices);
        Spending?.SettleUnrecorded(Answer, Target, prices);
    }

    private AnswerFacts Answer => new(UpstreamStatus, Used, Cost, Relayed.IsCut, Relayed.SeenBytes, Target is { } target && ModelCatalog.MayThinkUnseen(target.Upstream.Provider, target.Model), DateOnly.FromDateTime(exchange.At.UtcDateTime));

    /// <summary>What became of the exchange.</summary>
    public Decision DecisionOf(Rejection? rejection) => rejection switch
    {
        null when FailedOpen => Decision.FailedOpen,
        null => Request?.Findings.Changed > 0 || Relayed.Restored > 0 ? Decision.Redacted : Decision.Allowed,
        { Code: "guardrail_blocked" or "output_blocked" or "protected_content" or "system_prompt_refused" or "safety_lowered" or "unscannable_input" or "structured_output_invalid" or "structured_output_unsupported" } => Decision.Blocked,
        _ => IsForwarded ? Decision.Failed : Decision.Refused,
    };

    /// <summary>What was used. What a kept answer says of it was used by the request that it was made for.</summary>
    public TokenUsage Used => IsFromCache ? new TokenUsage(0, 0) : Relayed.Usage;

    private long? CostOf(PriceTable prices)
    {
        if (IsFromCache) return 0;
        if (Target is not { } target || Relayed.Usage == default) return null;
        var provider = Configuration.ProviderNames.NameOf(target.Upstream.Provider);
        var (usage, day) = (Relayed.Usage, DateOnly.FromDateTime(exchange.At.UtcDateTime));

        // Chat models that search do so once for each request, and do not say it.
        if (exchange.Match.Endpoint == Endpoint.ChatCompletions && Facts?.Needs.HasFlag(Capabilities.WebSearch) is true) usage = usage with { WebSearches = usage.WebSearches ?? 1 };
        var price = (Relayed.Model is { } model ? prices.Find(provider, model, day) : null) ?? (target.Model is { } asked ? prices.Find(provider, asked, day) : null);
        return price?.CostOf(usage);
    }

    // One initializer for both: a copy of a record of forty members costs more than filling it.
    private AuditEntry ToEntry(AuditEntryType type, DateTimeOffset at, Ending end, IReadOnlyList<Charge> charges) => new()
    {
        Type = type,
        ExchangeId = exchange.Id,
        At = at,
        KeyId = Caller?.KeyId,
        Environment = Caller is null ? null : EnvironmentWord(Caller.Key.Environment),
        Organization = Caller?.Key.Owner.Organization,
        Team = Caller?.Key.Owner.Team,
        Department = Caller?.Key.Owner.Team is { } team ? exchange.Snapshot.Departments.GetValueOrDefault(team) : null,
        // The result of an exchange with an intent does not repeat the person.
        User = IntentSequence is null ? Caller?.Key.Owner.User : null,
        Subject = Subject,
        PromptDigest = IntentSequence is null ? PromptDigest : default,
        AnswerDigest = AnswerDigest,
        ContentDigest = type is AuditEntryType.Intent ? RequestContent : AnswerContent,
        Application = Caller?.Key.Owner.Application,
        Purpose = Screened(Facts?.Purpose) ?? Caller?.Key.Purpose,
        TraceId = exchange.TraceId,
        ClientAddress = IntentSequence is null ? exchange.ClientAddress : null,
        Endpoint = exchange.Match.Endpoint,
        ModelAsked = Caller is null ? null : Screened(exchange.ModelInPath ?? Facts?.Model ?? exchange.Match.Argument),
        CheaperRule = CheaperRule,
        IsFromCache = IsFromCache,
        Upstream = Target?.Upstream.Id,
        Provider = Target is null ? null : Configuration.ProviderNames.NameOf(Target.Upstream.Provider),
        Stream = Facts?.Stream == true || exchange.Match.Endpoint == Endpoint.StreamGenerateContent,
        Sensitivity = Sensitivity switch { null => null, Classification.Sensitivity.Public => "public", Classification.Sensitivity.Internal => "internal", Classification.Sensitivity.Confidential => "confidential", _ => "restricted" },
        Unscanned = Request?.Unscanned ?? [],
        ConfigurationVersion = exchange.Snapshot.Version,
        Findings = Findings?.ToFindings() ?? [],
        IntentSequence = IntentSequence,
        Charges = charges,
        Decision = end.Decision,
        Rejection = end.Rejection,
        Status = end.Status,
        UpstreamStatus = UpstreamStatus,
        Attempts = Tries?.Count ?? 0,
        Tried = type is AuditEntryType.Result ? Tries?.Failed ?? [] : [],
        ModelUsed = end.ModelUsed,
        InputTokens = Used.Input,
        OutputTokens = Used.Output,
        CachedInputTokens = Used.CachedInput,
        ReasoningTokens = Used.Reasoning,
        CostNanoUsd = Cost,
        PriceVersion = PriceVersion,
        LatencyMicroseconds = end.LatencyMicroseconds,
        OverheadMicroseconds = Overhead is { } overhead ? (long)overhead.TotalMicroseconds : null,
    };

    // These three come from outside, and the record holds no content.
    private string? Screened(string? text) => text is not null && Caller is not null && LooseText.Holds(exchange.Snapshot.Guardrails.For(exchange.Match.Group).Request, text) ? "[withheld]" : text;

    /// <summary>What only a result has, and the draft does not know.</summary>
    private readonly record struct Ending(Decision? Decision, string? Rejection, int? Status, string? ModelUsed, long? LatencyMicroseconds);

    private static string EnvironmentWord(KeyEnvironment environment) => environment switch { KeyEnvironment.Development => "dev", KeyEnvironment.Staging => "stg", _ => "prod" };
}
