namespace Sallyport.Gateway.Caching;

/// <summary>Whose answers are kept, for how long, and how much of them.</summary>
/// <param name="Ttl">How long one is handed out.</param>
/// <param name="MaxBytes">Bytes in memory.</param>
/// <param name="Models">Names, or beginnings with an asterisk; empty for all.</param>
public sealed record CachePolicy(TimeSpan Ttl, long MaxBytes, IReadOnlyList<string> Models)
{
    /// <summary>True if answers to requests for this model are kept.</summary>
    public bool Covers(string? model)
    {
        if (Models.Count == 0) return true;
        if (model is null) return false;
        foreach (var pattern in Models)
        {
            if (pattern.EndsWith('*') ? model.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal) : pattern == model) return true;
        }

        return false;
    }
}
