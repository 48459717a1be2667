namespace Sallyport.Providers;

/// <summary>From which probability of harm on Gemini's own filter blocks, from weakest to strongest.</summary>
public enum SafetyThreshold
{
    /// <summary>Nothing is blocked; also what we do not know.</summary>
    None,
    High,
    Medium,
    Low,
}
