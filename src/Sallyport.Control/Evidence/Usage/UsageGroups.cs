using System.Globalization;
using System.Runtime.InteropServices;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.ReadModels;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Evidence.Usage;

/// <summary>Sums rows by group. What a party or a passage means for the group is worked out once for each, not for each row.</summary>
internal sealed class UsageGroups(IReadOnlyList<string> groupBy, UsageGrain grain)
{
    private static readonly string BlockedWord = EnumWords.Of(Decision.Blocked);

    private readonly bool _byTime = groupBy.Contains("hour") || groupBy.Contains("day");
    private readonly Dictionary<(long Start, int Party, int Passage), Sum> _sums = [];
    private int[] _partyClass = [], _passageClass = [];
    private string[][] _partyTexts = [], _passageTexts = [];
    private bool[] _left = [], _blocked = [];
    private Sum _total;

    public UsageSum Total => _total.ToView();

    public int Count => _sums.Count;

    public FactSelection Begin(FactDictionary words, IReadOnlyDictionary<string, string> filters, DateTimeOffset from, DateTimeOffset to)
    {
        (_partyClass, _partyTexts) = Classes(words.Parties, groupBy.Select(UsageDimensions.PartyOf).OfType<Func<Party, string>>().ToArray());
        (_passageClass, _passageTexts) = Classes(words.Passages, groupBy.Select(UsageDimensions.PassageOf).OfType<Func<Passage, string>>().ToArray());
        _left = FactDictionary.Mask(words.Passages, p => p.Left);
        _blocked = FactDictionary.Mask(words.Passages, p => p.Decision == BlockedWord);
        return new FactSelection(
            from,
            to,
            FactDictionary.Mask(words.Parties, p => filters.All(f => UsageDimensions.PartyOf(f.Key) is not { } of || of(p) == f.Value)),
            FactDictionary.Mask(words.Passages, p => filters.All(f => UsageDimensions.PassageOf(f.Key) is not { } of || of(p) == f.Value)));
    }

    public void Add(in UsageFact row)
    {
        var (left, blocked) = (_left[row.Passage], _blocked[row.Passage]);
        CollectionsMarshal.GetValueRefOrAddDefault(_sums, (_byTime ? row.Start : 0, _partyClass[row.Party], _passageClass[row.Passage]), out _).Add(row, left, blocked);
        _total.Add(row, left, blocked);
    }

    public IReadOnlyList<UsageRow> Rows(int limit)
    {
        var sorted = _byTime ? _sums.OrderBy(s => s.Key.Start).ThenByDescending(s => s.Value.Requests) : _sums.OrderByDescending(s => s.Value.Requests).ThenBy(s => s.Key);
        return [.. sorted.Take(limit).Select(s => new UsageRow(GroupOf(s.Key), s.Value.ToView()))];
    }

    private Dictionary<string, string> GroupOf((long Start, int Party, int Passage) key)
    {
        var group = new Dictionary<string, string>(StringComparer.Ordinal);
        var (party, passage) = (0, 0);
        foreach (var name in groupBy)
        {
            group[name] = UsageDimensions.PartyOf(name) is not null ? _partyTexts[key.Party][party++]
                : UsageDimensions.PassageOf(name) is not null ? _passageTexts[key.Passage][passage++]
                : UsageClock.TimeOf(grain, key.Start).UtcDateTime.ToString(name is "hour" ? "yyyy-MM-dd'T'HH':00Z'" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        return group;
    }

    /// <summary>Gives all values that look the same to the group one number.</summary>
    private static (int[] ClassOf, string[][] Texts) Classes<T>(IReadOnlyList<T?> values, Func<T, string>[] dimensions)
        where T : class
    {
        var (classOf, texts, known) = (new int[values.Count], new List<string[]>(), new Dictionary<string, int>(StringComparer.Ordinal));
        for (var i = 0; i < classOf.Length; i++)
        {
            if (values[i] is not { } value) continue;
            var text = Array.ConvertAll(dimensions, d => d(value));
            var joined = string.Join('\0', text);
            if (!known.TryGetValue(joined, out classOf[i]))
            {
                known[joined] = classOf[i] = texts.Count;
                texts.Add(text);
            }
        }

        return (classOf, [.. texts]);
    }

    /// <summary>Added to in place: millions of rows are not to make millions of objects.</summary>
    private struct Sum
    {
        private long _sent, _blocked, _input, _output, _cached, _reasoning, _cost, _unpriced, _redactions;

        public long Requests { get; private set; }

        public void Add(in UsageFact row, bool left, bool blocked)
        {
            Requests += row.Requests;
            if (left) _sent += row.Requests;
            if (blocked) _blocked += row.Requests;
            _input += row.InputTokens;
            _output += row.OutputTokens;
            _cached += row.CachedInputTokens;
            _reasoning += row.ReasoningTokens;
            _cost += row.CostNanoUsd;
            _unpriced += row.Unpriced;
            _redactions += row.Redactions;
        }

        public readonly UsageSum ToView() => new(Requests, _sent, _blocked, _input, _output, _cached, _reasoning, _cost, _unpriced, _redactions);
    }
}
