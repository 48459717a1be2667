namespace Sallyport.Gateway.Configuration;

/// <summary>A model or service elsewhere that judges texts.</summary>
/// <param name="Id">Name in the configuration; stands in records as the detector.</param>
/// <param name="IsGuardModel">True asks a model in words; false asks a moderation endpoint.</param>
/// <param name="Upstream">Where it is asked.</param>
/// <param name="Model">Name of the model there.</param>
/// <param name="Prompt">What a guard model is asked; <c>{text}</c> stands for the text.</param>
/// <param name="UnsafeWords">First words of a guard model's answer that mean no, in lower case.</param>
/// <param name="Timeout">Longest time to wait.</param>
/// <param name="FailsOpen">True lets an exchange pass that could not be judged.</param>
public sealed record ModeratorDefinition(string Id, bool IsGuardModel, UpstreamDefinition Upstream, string Model, string Prompt, IReadOnlyList<string> UnsafeWords, TimeSpan Timeout, bool FailsOpen);

/// <summary>A moderator and what is done with its no.</summary>
public sealed record ModerationRule(ModeratorDefinition Moderator, InspectionRule Rule);
