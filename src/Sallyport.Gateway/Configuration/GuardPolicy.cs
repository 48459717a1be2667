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

    /// <summary>What users may not send to be shown: tags.</summary>
    public InspectionPolicy UserText { get; init; } = InspectionPolicy.Empty;

    /// <summary>What an answer may not show: addresses, images, tags.</summary>
    public InspectionPolicy Answer { get; init; } = InspectionPolicy.Empty;
}

/// <summary>From which score on a text counts as injected, by who wrote it.</summary>
/// <param name="Rule">What is done then.</param>
/// <param name="User">Least score of a user's text, 0 to 1.</param>
/// <param name="Tool">Least score of a tool result or document, 0 to 1.</param>
public sealed record InjectionRule(InspectionRule Rule, float User, float Tool);
