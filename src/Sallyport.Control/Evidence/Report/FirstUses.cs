using System.Globalization;
using Sallyport.Gateway.Audit.ReadModels;

namespace Sallyport.Control.Evidence.Report;

/// <summary>Finds what a key did for the first time within a period. Remembers the first time of each number, and compares at the end.</summary>
internal sealed class FirstUses(FactDictionary words)
{
    private readonly (long At, long Sequence)[] _parties = Never(words.Parties.Count), _passages = Never(words.Passages.Count), _policies = Never(words.Policies.Count), _nightHours = Never(24);

    public void Add(in Fact fact)
    {
        Note(_parties, fact.Party, fact);
        Note(_passages, fact.Passage, fact);
        Note(_policies, fact.Policy, fact);
        var hour = (int)(UsageClock.HourOf(fact.AtMicroseconds) % 24);
        if (hour is >= 22 or < 6) Note(_nightHours, hour, fact);
    }

    /// <param name="from">Beginning of the period; without one, everything would be a first time, so nothing is told.</param>
    /// <returns>Oldest first.</returns>
    public IReadOnlyList<FirstUse> Since(DateTimeOffset? from)
    {
        if (from is null) return [];
        var firsts = new List<FirstUse>();
        Look("model", _passages, i => words.Passages[i]!.Model);
        Look("provider", _passages, i => words.Passages[i]!.Provider);
        Look("upstream", _passages, i => words.Passages[i]!.Upstream);
        Look("endpoint", _passages, i => words.Passages[i]!.Endpoint);
        Look("sensitivity", _passages, i => words.Passages[i]!.Sensitivity);
        Look("environment", _parties, i => words.Parties[i]!.Environment);
        Look("application", _parties, i => words.Parties[i]!.Application);
        Look("subject", _parties, i => words.Parties[i]!.Subject);
        Look("policy", _policies, i => words.Policies[i]!.Version);
        Look("night_hour", _nightHours, i => i.ToString("00':00Z'", CultureInfo.InvariantCulture));
        return [.. firsts.OrderBy(f => f.At).ThenBy(f => f.Kind, StringComparer.Ordinal)];

        void Look(string kind, (long At, long Sequence)[] seen, Func<int, string> valueOf)
        {
            foreach (var value in Enumerable.Range(0, seen.Length).Where(i => seen[i].At < long.MaxValue).GroupBy(valueOf, i => seen[i], StringComparer.Ordinal).Where(g => g.Key.Length > 0))
            {
                var first = value.Min();
                if (UsageClock.TimeOf(first.At) >= from) firsts.Add(new FirstUse(kind, value.Key, UsageClock.TimeOf(first.At), first.Sequence));
            }
        }
    }

    private static void Note((long At, long Sequence)[] seen, int number, in Fact fact)
    {
        if (fact.AtMicroseconds < seen[number].At) seen[number] = (fact.AtMicroseconds, fact.Sequence);
    }

    private static (long At, long Sequence)[] Never(int count)
    {
        var never = new (long, long)[count];
        Array.Fill(never, (long.MaxValue, 0));
        return never;
    }
}
