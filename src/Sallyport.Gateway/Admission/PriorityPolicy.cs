using System.Collections.Frozen;

namespace Sallyport.Gateway.Admission;

/// <summary>Compiled <c>priorities</c>.</summary>
public sealed record PriorityPolicy
{
    /// <summary>Share of each priority while all of them wait, by its number.</summary>
    public IReadOnlyList<int> Weights { get; init; } = [8, 2, 1];

    /// <summary>Priority of a key's purpose, whatever its tier says.</summary>
    public FrozenDictionary<string, Priority> Purposes { get; init; } = FrozenDictionary<string, Priority>.Empty;

    /// <summary>Requests that may wait for one upstream. Default 1,000.</summary>
    public int MaxWaiting { get; init; } = 1_000;

    /// <summary>Longest wait. Default 30 s.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(30);
}
