using Sallyport.Providers;

namespace Sallyport.Gateway.Configuration;

/// <summary>What the guardrails do for one endpoint group beside running detectors by rule.</summary>
public sealed record GuardPolicy
{
    public static GuardPolicy None { get; } = new();

    /// <summary>Rules about injected texts, one for each guardrail that has any.</summary>
    public IReadOnlyList<InjectionRule> Injection { get; init; } = [];

    /// <summary>Takes invisible characters out of what users and tools say; null leaves them.</summary>
    public InspectionRule? Invisible { get; init; }

    /// <summary>Refuses a caller's own system prompt; null allows it.</summary>
    public InspectionRule? SystemPrompt { get; init; }

    /// <summary>Looks for the system prompt in answers; null does not.</summary>
    public LeakRule? Leak { get; init; }

    /// <summary>The operator's own system prompt; null leaves it to callers.</summary>
    public FixedPromptRule? Fixed { get; init; }

    /// <summary>How tool results and documents are marked as data.</summary>
    public SpotlightMode Spotlight { get; init; }

    /// <summary>Which answers somebody should look at.</summary>
    public ReviewLevel Review { get; init; }

    /// <summary>Weakest setting of Gemini's own safety filters; <see cref="SafetyThreshold.None"/> leaves them to the request.</summary>
    public SafetyThreshold SafetyFloor { get; init; }

    /// <summary>Who else judges what a user says.</summary>
    public IReadOnlyList<ModerationRule> RequestModeration { get; init; } = [];

    /// <summary>Who else judges what the model answers.</summary>
    public IReadOnlyList<ModerationRule> ResponseModeration { get; init; } = [];

    /// <summary>What users may not send to be shown: tags.</summary>
    public InspectionPolicy UserText { get; init; } = InspectionPolicy.Empty;

    /// <summary>What is done with an answer that is not the JSON that was asked for; null does not look.</summary>
    public StructuredRule? Structured { get; init; }

    /// <summary>Rules for answers that spare what the caller's own request held. A policy of their own: what one of them spares must not vanish in a finding that another acts on.</summary>
    public InspectionPolicy Unsent { get; init; } = InspectionPolicy.Empty;

    /// <summary>What an answer may not show: addresses, images, tags.</summary>
    public InspectionPolicy Answer { get; init; } = InspectionPolicy.Empty;
}

/// <summary>From which score on a text counts as injected, by who wrote it.</summary>
/// <param name="User">What is done with a user's text.</param>
/// <param name="UserThreshold">Its least score, 0 to 1.</param>
/// <param name="Tool">What is done with a tool result or document.</param>
/// <param name="ToolThreshold">Its least score, 0 to 1.</param>
public sealed record InjectionRule(InspectionRule User, float UserThreshold, InspectionRule Tool, float ToolThreshold);

/// <summary>How a system prompt is recognised in an answer.</summary>
/// <param name="Rule">What is done then.</param>
/// <param name="Verbatim">True looks for its words too, not for the mark alone.</param>
public sealed record LeakRule(InspectionRule Rule, bool Verbatim);

/// <summary>The operator's own system prompt.</summary>
/// <param name="Text">The prompt.</param>
/// <param name="Rule">Refuses or counts a caller's own.</param>
/// <param name="Keeps">True lets the caller's own follow; false takes it out, unless the rule refuses it.</param>
public sealed record FixedPromptRule(string Text, InspectionRule Rule, bool Keeps);

/// <summary>How texts that may give no orders are marked, from weakest to strongest.</summary>
public enum SpotlightMode
{
    None,

    /// <summary>A line before and a line after.</summary>
    Delimit,

    /// <summary>A secret sign between all words too.</summary>
    Datamark,

    /// <summary>In Base64.</summary>
    Encode,
}

/// <summary>What is done with an answer that is not the JSON that its request asks for.</summary>
/// <param name="Rule">What is done then.</param>
/// <param name="Strict">True refuses a request whose schema cannot be checked in full.</param>
public sealed record StructuredRule(InspectionRule Rule, bool Strict)
{
    private const string Detector = "structured-output";

    /// <summary>A rule from its words.</summary>
    internal static StructuredRule Of(string name, string action, bool strict, bool monitor) =>
        new(new InspectionRule(name, Detector, "STRUCTURED_OUTPUT", Compiling.Words.Action(action), monitor, Detection.Confidence.Possible, Classification.Sensitivity.Public), strict);

    /// <summary>The stricter of two in each respect.</summary>
    internal static StructuredRule? Stricter(StructuredRule? a, StructuredRule? b)
    {
        if (a is null || b is null) return a ?? b;
        var first = a.Rule.Changes || !b.Rule.Changes ? a : b;
        return first with { Strict = a.Strict || b.Strict };
    }
}

/// <summary>Which answers become items of the review queue, from fewest to most.</summary>
public enum ReviewLevel
{
    None,

    /// <summary>Those that a guardrail ended.</summary>
    Blocked,

    /// <summary>Those in which something was masked too.</summary>
    Changed,

    /// <summary>Those in which anything was found too, and those to requests in which an injection was.</summary>
    Flagged,
}
