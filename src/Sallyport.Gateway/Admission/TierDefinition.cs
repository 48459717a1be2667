namespace Sallyport.Gateway.Admission;

/// <summary>What keys of one kind may do, beside the rules that match them.</summary>
/// <param name="Name">As keys name it.</param>
/// <param name="MaxInputTokens">Longest input of one request; null for any.</param>
/// <param name="Priority">Who goes first where an upstream is full.</param>
public sealed record TierDefinition(string Name, int? MaxInputTokens, Priority Priority)
{
    /// <summary>For people who try the service: the tier with the tightest limits, and what an unknown tier falls back to.</summary>
    public const string Free = "free";

    public const string Pro = "pro";

    /// <summary>For applications: no limits of its own.</summary>
    public const string Service = "service";
}
