using System.Globalization;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.ReadModels;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Evidence.Exposure;

/// <summary>Sums facts up in one pass: into arrays by number, so that ten million rows cost seconds. What the numbers mean is looked up once, at the end.</summary>
internal sealed class ExposureTally(ExposureScope scope, int list)
{
    private static readonly string Allowed = EnumWords.Of(Decision.Allowed), Redacted = EnumWords.Of(Decision.Redacted), Blocked = EnumWords.Of(Decision.Blocked),
        Refused = EnumWords.Of(Decision.Refused), Failed = EnumWords.Of(Decision.Failed), FailedOpen = EnumWords.Of(Decision.FailedOpen);

    private readonly PriorityQueue<Fact, long> _newest = new();
    private FactDictionary _words = new([], [], [], []);
    private Sum[] _passages = [];
    private long[] _parties = [], _partiesSent = [], _policies = [], _policiesSent = [], _findings = [];
    private bool[] _left = [];
    private long _redactions, _unpriced;

    public FactSelection Begin(FactDictionary words)
    {
        _words = words;
        _passages = new Sum[words.Passages.Count];
        (_parties, _partiesSent) = (new long[words.Parties.Count], new long[words.Parties.Count]);
        (_policies, _policiesSent) = (new long[words.Policies.Count], new long[words.Policies.Count]);
        _findings = new long[words.Findings.Count];
        _left = FactDictionary.Mask(words.Passages, p => p.Left);
        var byPassage = scope.Model is not null || scope.Provider is not null || scope.Upstream is not null;
        return new FactSelection(
            scope.From,
            scope.To,
            scope.Key is null && scope.Subject is null ? null : FactDictionary.Mask(words.Parties, p => (scope.Key is null || p.KeyId == scope.Key) && (scope.Subject is null || p.Subject == scope.Subject)),
            byPassage ? FactDictionary.Mask(words.Passages, IsWanted) : null,
            scope.Policy is null ? null : FactDictionary.Mask(words.Policies, p => p.Version == scope.Policy));
    }

    public void Add(in Fact fact)
    {
        ref var sum = ref _passages[fact.Passage];
        if (sum.Requests++ == 0) (sum.First, sum.Last) = (fact.AtMicroseconds, fact.AtMicroseconds);
        else if (fact.AtMicroseconds < sum.First) sum.First = fact.AtMicroseconds;
        else if (fact.AtMicroseconds > sum.Last) sum.Last = fact.AtMicroseconds;
        sum.Input += fact.InputTokens;
        sum.Output += fact.OutputTokens;
        var left = _left[fact.Passage];
        if (fact.CostNanoUsd >= 0) sum.Cost += fact.CostNanoUsd;
        else if (left) _unpriced++;
        _redactions += fact.Redactions;
        _parties[fact.Party]++;
        _policies[fact.Policy]++;
        _findings[fact.Findings]++;
        if (left)
        {
            _partiesSent[fact.Party]++;
            _policiesSent[fact.Policy]++;
        }

        if (_newest.Count < list) _newest.Enqueue(fact, fact.Sequence);
        else if (list > 0 && _newest.Peek().Sequence < fact.Sequence) _newest.EnqueueDequeue(fact, fact.Sequence);
    }

    public ExposureCounts Counts()
    {
        long Count(Func<Passage, bool> which) => Passages().Where(p => which(p.Passage)).Sum(p => p.Sum.Requests);
        var any = Passages().Any();
        return new ExposureCounts(
            Count(_ => true),
            Count(p => p.Left),
            Count(p => p.Decision == Allowed),
            Count(p => p.Decision == Redacted),
            Count(p => p.Decision == Blocked),
            Count(p => p.Decision == Blocked && !p.Left),
            Count(p => p.Decision == Refused),
            Count(p => p.Decision == Failed),
            Count(p => p.Decision == FailedOpen),
            Count(p => p.Interrupted),
            Passages().Sum(p => p.Sum.Input),
            Passages().Sum(p => p.Sum.Output),
            _redactions,
            Passages().Sum(p => p.Sum.Cost),
            _unpriced,
            any ? UsageClock.TimeOf(Passages().Min(p => p.Sum.First)) : null,
            any ? UsageClock.TimeOf(Passages().Max(p => p.Sum.Last)) : null);
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<ExposedRequest> List() => [.. _newest.UnorderedItems.Select(i => i.Element).OrderByDescending(f => f.Sequence).Select(f =>
    {
        var (party, passage) = (_words.Parties[f.Party]!, _words.Passages[f.Passage]!);
        return new ExposedRequest(f.Sequence, UsageClock.TimeOf(f.AtMicroseconds), party.KeyId, party.Subject, passage.Model, passage.Provider, passage.Upstream, passage.Decision, passage.Sensitivity, f.InputTokens, f.OutputTokens);
    })];

    public IReadOnlyList<ExposedPerson> People() => [.. Parties()
        .Where(p => p.Party.Subject.Length > 0)
        .GroupBy(p => (p.Party.Subject, p.Party.Organization, p.Party.Team))
        .Select(g => new ExposedPerson(g.Key.Subject, g.Key.Organization, g.Key.Team, g.Sum(p => p.Requests), g.Sum(p => p.Sent)))
        .OrderByDescending(p => p.Requests).ThenBy(p => p.Subject, StringComparer.Ordinal)];

    public IReadOnlyList<ExposedTeam> Teams() => [.. Parties()
        .GroupBy(p => (p.Party.Organization, p.Party.Team))
        .Select(g => new ExposedTeam(g.Key.Organization, g.Key.Team, g.Sum(p => p.Requests), g.Sum(p => p.Sent)))
        .OrderByDescending(t => t.Requests).ThenBy(t => t.Team, StringComparer.Ordinal)];

    /// <summary>Keys of the subjects in scope that are themselves not in scope.</summary>
    public IReadOnlyList<OtherKey> OtherKeys()
    {
        var (subjects, keys) = (Parties().Select(p => p.Party.Subject).Where(s => s.Length > 0).ToHashSet(StringComparer.Ordinal), Parties().Select(p => p.Party.KeyId).ToHashSet(StringComparer.Ordinal));
        return [.. _words.Parties.OfType<Party>().Where(p => p.KeyId.Length > 0 && subjects.Contains(p.Subject) && !keys.Contains(p.KeyId))
            .Select(p => new OtherKey(p.KeyId, p.Subject, p.Organization, p.Team)).Distinct().OrderBy(k => k.Key, StringComparer.Ordinal)];
    }

    public ExposedData Data() => new(
        Classes(Passages().Select(p => (p.Passage.Sensitivity, p.Sum.Requests, p.Passage.Left ? p.Sum.Requests : 0))),
        Classes(Policies().SelectMany(p => Split(p.Policy.Labels).Select(label => (label, p.Requests, p.Sent)))),
        Findings(),
        Classes(Policies().SelectMany(p => Split(p.Policy.Unscanned).Select(word => (word, p.Requests, p.Sent)))));

    /// <summary>Of requests that left. Those that another upstream answered count under both.</summary>
    public IReadOnlyList<(string Provider, string Upstream, string Model, bool First, long Requests, long Input, long Output, long FirstAt, long LastAt)> Destinations() => [.. Passages()
        .Where(p => p.Passage.Left)
        .SelectMany(p => p.Passage.FirstUpstream.Length > 0 ? new[] { (p, p.Passage.Provider, p.Passage.Upstream, First: false), (p, "", p.Passage.FirstUpstream, First: true) } : [(p, p.Passage.Provider, p.Passage.Upstream, First: false)])
        .Where(d => (scope.Upstream is null || d.Item3 == scope.Upstream) && (scope.Provider is null || d.First || d.Item2 == scope.Provider))
        .GroupBy(d => (Provider: d.Item2, Upstream: d.Item3, Model: d.First ? "" : d.p.Passage.Model, d.First))
        .Select(g => (g.Key.Provider, g.Key.Upstream, g.Key.Model, g.Key.First, g.Sum(d => d.p.Sum.Requests), g.Sum(d => d.p.Sum.Input), g.Sum(d => d.First ? 0 : d.p.Sum.Output), g.Min(d => d.p.Sum.First), g.Max(d => d.p.Sum.Last)))
        .OrderByDescending(d => d.Item5)];

    /// <summary>Versions in force and how many requests ran under each.</summary>
    public IReadOnlyList<ExposedClass> Versions() => Classes(Policies().Select(p => (p.Policy.Version, p.Requests, p.Sent)));

    /// <summary>Sums of one grouping of what left.</summary>
    public IReadOnlyList<(string Name, long Requests, long Input, long Output, long Cost)> Sent(Func<Passage, string> by) => [.. Passages()
        .Where(p => p.Passage.Left)
        .GroupBy(p => by(p.Passage), StringComparer.Ordinal)
        .Select(g => (g.Key, g.Sum(p => p.Sum.Requests), g.Sum(p => p.Sum.Input), g.Sum(p => p.Sum.Output), g.Sum(p => p.Sum.Cost)))
        .OrderByDescending(s => s.Item2).ThenBy(s => s.Key, StringComparer.Ordinal)];

    private bool IsWanted(Passage passage) =>
        (scope.Model is null || passage.Model == scope.Model)
        && (scope.Provider is null || passage.Provider == scope.Provider)
        && (scope.Upstream is null || passage.Upstream == scope.Upstream || passage.FirstUpstream == scope.Upstream);

    private IEnumerable<(Passage Passage, Sum Sum)> Passages() => _passages.Select((sum, i) => (Passage: _words.Passages[i]!, Sum: sum)).Where(p => p.Sum.Requests > 0);

    private IEnumerable<(Party Party, long Requests, long Sent)> Parties() => _parties.Select((count, i) => (Party: _words.Parties[i]!, Requests: count, Sent: _partiesSent[i])).Where(p => p.Requests > 0);

    private IEnumerable<(PolicyMark Policy, long Requests, long Sent)> Policies() => _policies.Select((count, i) => (Policy: _words.Policies[i]!, Requests: count, Sent: _policiesSent[i])).Where(p => p.Requests > 0);

    private IReadOnlyList<ExposedFinding> Findings()
    {
        var found = new Dictionary<(string, string, string), (long Requests, long Count)>();
        for (var i = 0; i < _findings.Length; i++)
        {
            if (_findings[i] == 0 || _words.Findings[i] is not { Length: > 0 } text) continue;
            foreach (var line in text.Split('\n'))
            {
                var part = line.Split(' ');
                var key = (part[0], part[1], part[2]);
                var sum = found.GetValueOrDefault(key);
                found[key] = (sum.Requests + _findings[i], sum.Count + (_findings[i] * long.Parse(part[3], CultureInfo.InvariantCulture)));
            }
        }

        return [.. found.Select(f => new ExposedFinding(f.Key.Item1, f.Key.Item2, f.Key.Item3, f.Value.Requests, f.Value.Count)).OrderByDescending(f => f.Count).ThenBy(f => f.Detector, StringComparer.Ordinal)];
    }

    private static IReadOnlyList<ExposedClass> Classes(IEnumerable<(string Name, long Requests, long Sent)> counts) =>
        [.. counts.GroupBy(c => c.Name, StringComparer.Ordinal).Select(g => new ExposedClass(g.Key, g.Sum(c => c.Requests), g.Sum(c => c.Sent))).OrderByDescending(c => c.Requests).ThenBy(c => c.Name, StringComparer.Ordinal)];

    private static string[] Split(string joined) => joined.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private struct Sum
    {
        public long Requests, Input, Output, Cost, First, Last;
    }
}
