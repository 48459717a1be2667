using System.Collections.Frozen;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Gateway.Configuration;

/// <summary>A model name that clients may ask for and where it is served, in order of preference.</summary>
/// <param name="Name">As it stands in the file; ends in <c>*</c> for all names with that beginning.</param>
/// <param name="Targets">At least one.</param>
/// <param name="MaxSensitivity">Highest sensitivity that it may receive.</param>
public sealed record ModelDefinition(string Name, IReadOnlyList<ModelTarget> Targets, Classification.Sensitivity MaxSensitivity)
{
    /// <summary>How the targets that may get a request are put in order.</summary>
    public TargetPolicy Policy { get; init; }

    /// <summary>Other names for the same model.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The model that keys of an environment get instead.</summary>
    public FrozenDictionary<KeyEnvironment, string> Environments { get; init; } = FrozenDictionary<KeyEnvironment, string>.Empty;

    /// <summary>Since when it should not be used any more; null if it may.</summary>
    public ModelDeprecation? Deprecation { get; init; }

    /// <summary>What it can do, as far as the operator says so.</summary>
    public ModelCapabilities Capabilities { get; init; } = ModelCapabilities.Unknown;

    /// <summary>Silence after which the next target is asked as well; null for never.</summary>
    public TimeSpan? HedgeAfter { get; init; }

    /// <summary>What is done with this model's answers that are not the JSON that was asked for; null leaves it to the guardrails.</summary>
    public StructuredRule? Structured { get; init; }

    /// <summary>True if it stands for all names with its beginning.</summary>
    public bool IsWildcard => Name.EndsWith('*');
}

/// <summary>One upstream of a model and the name the model has there.</summary>
/// <param name="Upstream">Name of the upstream.</param>
/// <param name="Model">Name there; of a wildcard <c>*</c> stands for the rest of the name that was asked for.</param>
public sealed record ModelTarget(string Upstream, string Model)
{
    /// <summary>Share of the conversations under <see cref="TargetPolicy.Weighted"/>; 0 for a target that is only fallen back to.</summary>
    public int Weight { get; init; } = 1;
}

/// <summary>How targets are put in order.</summary>
public enum TargetPolicy
{
    /// <summary>As the file lists them.</summary>
    Ordered,

    /// <summary>By weight; a conversation stays with its target.</summary>
    Weighted,

    /// <summary>The one that has lately begun to answer soonest.</summary>
    LeastLatency,

    /// <summary>The one with the lowest price; those without a known price last.</summary>
    Cheapest,
}

/// <summary>A model on its way out.</summary>
/// <param name="Since">Day from which it is deprecated, UTC.</param>
/// <param name="ReplacedBy">What to ask for instead; null if nothing is named.</param>
/// <param name="Until">Last day on which it answers, UTC; null for no end.</param>
public sealed record ModelDeprecation(DateOnly Since, string? ReplacedBy, DateOnly? Until)
{
    /// <summary>True once its last day is over.</summary>
    public bool IsRetiredOn(DateOnly day) => Until < day;
}

/// <summary>What a model can do. What is null is not checked: the provider says.</summary>
/// <param name="ContextWindow">Input tokens at most.</param>
/// <param name="MaxOutput">Output tokens at most.</param>
public sealed record ModelCapabilities(bool? Vision, bool? Tools, bool? JsonSchema, int? ContextWindow, int? MaxOutput)
{
    public static ModelCapabilities Unknown { get; } = new(null, null, null, null, null);
}
