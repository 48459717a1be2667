using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Inspection;

/// <summary>Counts findings of one exchange by rule and direction.</summary>
internal sealed class FindingTally
{
    private readonly List<(InspectionRule Rule, string Direction, int Count)> _counts = [];
    private IReadOnlyList<FindingCount>? _listed;

    /// <summary>Values masked in the request, masked in the answer, or restored in the answer.</summary>
    public int Changed { get; private set; }

    public void Add(InspectionRule rule, string direction)
    {
        _listed = null;
        if (rule.Changes) Changed++;
        for (var i = 0; i < _counts.Count; i++)
        {
            if (!ReferenceEquals(_counts[i].Rule, rule) || _counts[i].Direction != direction) continue;
            _counts[i] = (rule, direction, _counts[i].Count + 1);
            return;
        }

        _counts.Add((rule, direction, 1));
    }

    /// <summary>Each rule with its direction and count.</summary>
    public IReadOnlyList<(InspectionRule Rule, string Direction, int Count)> Counts => _counts;

    /// <summary>For the record. The same list until something is added.</summary>
    public IReadOnlyList<FindingCount> ToFindings() =>
        _counts.Count == 0 ? [] : _listed ??= [.. _counts.Select(c => new FindingCount(c.Rule.Detector, c.Direction, ActionWord(c.Rule), c.Count))];

    private static string ActionWord(InspectionRule rule) => (rule.MonitorOnly ? "monitor:" : "") + rule.Action switch
    {
        GuardrailAction.Allow => "allow",
        GuardrailAction.Flag => "flag",
        GuardrailAction.Pseudonymize => "pseudonymize",
        GuardrailAction.Redact => "redact",
        _ => "block",
    };
}
