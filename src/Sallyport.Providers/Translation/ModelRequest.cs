namespace Sallyport.Providers.Translation;

/// <summary>What a request asks of a model, in no vendor's words. One dialect's reader fills it, another's writer spells it out.</summary>
/// <remarks>Numbers are kept as they were written, so that none changes on the way.</remarks>
public sealed class ModelRequest
{
    /// <summary>Model as the client names it; null where the name stands in the path.</summary>
    public string? Model { get; set; }

    public bool Stream { get; set; }

    /// <summary>The conversation, system prompts included, in the client's order. Neighbours may have the same role.</summary>
    public List<Turn> Turns { get; } = [];

    public List<ToolDefinition> Tools { get; } = [];

    /// <summary>Null leaves it to the model.</summary>
    public ToolChoice? ToolChoice { get; set; }

    /// <summary>Null is the provider's default, which is yes everywhere.</summary>
    public bool? ParallelToolCalls { get; set; }

    /// <summary>Null is free text.</summary>
    public OutputFormat? Format { get; set; }

    /// <summary>Null if the client names no cap.</summary>
    public long? MaxOutputTokens { get; set; }

    public string? Temperature { get; set; }

    public string? TopP { get; set; }

    public string? TopK { get; set; }

    public string? FrequencyPenalty { get; set; }

    public string? PresencePenalty { get; set; }

    public string? Seed { get; set; }

    public List<string> StopSequences { get; } = [];

    /// <summary>Answers wanted: 1 unless the client says otherwise.</summary>
    public int Choices { get; set; } = 1;

    /// <summary>Null leaves it to the model.</summary>
    public ReasoningDemand? Reasoning { get; set; }

    /// <summary>How long the client wishes the answer to be: low, medium or high. A dialect without a word for it leaves it out.</summary>
    public string? Verbosity { get; set; }

    /// <summary>Whom the client names as its own user.</summary>
    public string? EndUser { get; set; }

    /// <summary>Members that change nothing in the answer and have no like elsewhere (cache hints, labels, past reasoning): left out, and the client is told their names.</summary>
    /// <remarks>A reader fills it; a writer adds what its own dialect has no like for.</remarks>
    public SortedSet<string> LeftOut { get; } = new(StringComparer.Ordinal);

    /// <exception cref="UntranslatableException">A tool must be called and there is none: no dialect takes that.</exception>
    internal void RefuseChoiceWithoutTools()
    {
        if (Tools.Count == 0 && ToolChoice is { Kind: ToolChoiceKind.Required or ToolChoiceKind.Named }) throw new UntranslatableException("tool_choice without tools");
    }
}

/// <summary>One step of a conversation.</summary>
public sealed record Turn(TurnRole Role, List<Part> Parts);

/// <summary>Who speaks. What a tool gave back is a <see cref="ToolResultPart"/> of the user's turn.</summary>
public enum TurnRole
{
    System,
    User,
    Assistant,
}

/// <summary>A function that the client runs. Tools that a provider runs have no like elsewhere, and are refused by name.</summary>
/// <param name="Schema">JSON schema of the arguments, as JSON text; null for a function without any.</param>
/// <param name="IsStrict">Null is the provider's default.</param>
public sealed record ToolDefinition(string Name, string? Description, string? Schema, bool? IsStrict);

/// <summary>Whether tools are called.</summary>
/// <param name="Name">The only tool to call, for <see cref="ToolChoiceKind.Named"/>.</param>
public sealed record ToolChoice(ToolChoiceKind Kind, string? Name = null);

public enum ToolChoiceKind
{
    Auto,
    None,

    /// <summary>At least one tool, whichever.</summary>
    Required,
    Named,
}

/// <summary>JSON that the answer must be.</summary>
/// <param name="Schema">JSON schema as JSON text; null for any JSON object.</param>
/// <param name="Name">Null where the dialect has no name for it.</param>
public sealed record OutputFormat(string? Schema, string? Name, bool? IsStrict, string? Description = null);

/// <summary>How much the model thinks before it answers.</summary>
/// <param name="Effort">none, minimal, low, medium, high, xhigh or max; null if only a budget is known, or the model shall decide.</param>
/// <param name="BudgetTokens">Null if only an effort is known.</param>
/// <param name="ShowsThoughts">Null is the provider's default.</param>
public sealed record ReasoningDemand(string? Effort, long? BudgetTokens, bool? ShowsThoughts);
