namespace Sallyport.Gateway.Audit.ReadModels;

/// <summary>What the numbers in facts mean. Index is the number; null where a number is not in use.</summary>
/// <param name="Findings">Texts as in <see cref="ExchangeFact.Findings"/>.</param>
public sealed record FactDictionary(IReadOnlyList<Party?> Parties, IReadOnlyList<Passage?> Passages, IReadOnlyList<PolicyMark?> Policies, IReadOnlyList<string?> Findings)
{
    /// <summary>For each number, whether it is wanted.</summary>
    public static bool[] Mask<T>(IReadOnlyList<T?> values, Func<T, bool> wanted)
        where T : class
    {
        var mask = new bool[values.Count];
        for (var i = 0; i < mask.Length; i++) mask[i] = values[i] is { } value && wanted(value);
        return mask;
    }
}

/// <summary>Which facts are wanted. A null mask means all; else a fact is wanted if its number's flag is set.</summary>
/// <param name="From">Not before; null for the beginning.</param>
/// <param name="To">Before; null for the end.</param>
public sealed record FactSelection(DateTimeOffset? From, DateTimeOffset? To, bool[]? Parties = null, bool[]? Passages = null, bool[]? Policies = null);

/// <summary>An exchange in numbers; <see cref="FactDictionary"/> says what they mean.</summary>
/// <param name="AtMicroseconds">Since 1970, UTC.</param>
/// <param name="CostNanoUsd">-1 if unknown.</param>
public readonly record struct Fact(long Sequence, long AtMicroseconds, int Party, int Passage, int Policy, int Findings, long InputTokens, long OutputTokens, long CostNanoUsd, long Redactions);

/// <summary>Use within one hour or day by one party in one passage.</summary>
/// <param name="Start">Beginning of the hour or day, in hours or days since 1970, UTC.</param>
/// <param name="Unpriced">Requests whose cost is unknown although they left.</param>
public readonly record struct UsageFact(long Start, int Party, int Passage, long Requests, long InputTokens, long OutputTokens, long CachedInputTokens, long ReasoningTokens, long CostNanoUsd, long Unpriced, long Redactions);

/// <summary>Takes one fact of a scan.</summary>
public delegate void FactVisitor(in Fact fact);

/// <summary>Takes one usage row of a scan.</summary>
public delegate void UsageVisitor(in UsageFact row);
