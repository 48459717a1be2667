using System.Collections.Frozen;
using Sallyport.Detection;
using Sallyport.Providers;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Configuration;

/// <summary>What is done with a finding, from weakest to strongest.</summary>
public enum GuardrailAction
{
    Allow,

    /// <summary>Counted in the record and the metrics; the text is not changed.</summary>
    Flag,

    /// <summary>Replaced by a unique placeholder that is turned back into the value in the answer.</summary>
    Pseudonymize,

    /// <summary>Replaced by a constant label such as <c>[SSN_REDACTED]</c>.</summary>
    Redact,

    /// <summary>The exchange ends.</summary>
    Block,
}

/// <summary>Guardrails compiled per endpoint group and direction.</summary>
/// <param name="policies">Detectors and rules.</param>
/// <param name="guards">What is done beside them.</param>
public sealed class GuardrailSnapshot(FrozenDictionary<EndpointGroups, (InspectionPolicy Request, InspectionPolicy Response)> policies, FrozenDictionary<EndpointGroups, GuardPolicy> guards)
{
    /// <summary>The policy for one endpoint group (exactly one flag). Never null: a group without rules has an empty policy.</summary>
    public (InspectionPolicy Request, InspectionPolicy Response) For(EndpointGroups group) => policies[group];

    /// <summary>What is done beside the rules for one endpoint group.</summary>
    public GuardPolicy GuardsFor(EndpointGroups group) => guards.TryGetValue(group, out var found) ? found : GuardPolicy.None;

    /// <summary>The same without anybody being asked elsewhere, for runs that must not leave the process.</summary>
    public GuardrailSnapshot WithoutModeration() => new(policies, guards.ToFrozenDictionary(g => g.Key, g => g.Value with { RequestModeration = [], ResponseModeration = [] }));
}

/// <summary>The detectors to run on one direction of an endpoint group and what to do with what each finds.</summary>
public sealed class InspectionPolicy(DetectorSet detectors, InspectionRule[] rules)
{
    public static InspectionPolicy Empty { get; } = new(DetectorSet.Empty, []);

    public DetectorSet Detectors { get; } = detectors;

    /// <summary>Rule of each detector, at the same index as in <see cref="Detectors"/>.</summary>
    public IReadOnlyList<InspectionRule> Rules => rules;

    /// <summary>Whose words the rules are about: their plain text alone, not tool calls, names or protected items. Null: everything.</summary>
    public SegmentRole? Speaker { get; init; }

    /// <summary>True if values that the caller's own request held are left alone.</summary>
    public bool SparesSent { get; init; }

    /// <summary>True if the rules have a say about a piece of text.</summary>
    public bool Covers(in TextSegment segment) => Speaker is not { } speaker || (segment.Role == speaker && segment.Kind == SegmentKind.Text && !segment.IsArguments);

    /// <summary>Short texts that this policy lets pass.</summary>
    internal Inspection.CleanTexts CleanTexts { get; } = new();

    /// <summary>The part that changes or stops the text: a stream holds back for these detectors only.</summary>
    public InspectionPolicy Enforced => field ??= Part(r => r.Changes);

    /// <summary>The part that stops the text. A stream scans for it apart: what it finds must not vanish in a longer finding that is only masked.</summary>
    public InspectionPolicy Blocking => field ??= Part(r => r.Changes && r.Action == GuardrailAction.Block);

    /// <summary>The part that changes the text and lets it pass.</summary>
    public InspectionPolicy Masking => field ??= Part(r => r.Changes && r.Action != GuardrailAction.Block);

    /// <summary>The part that only counts.</summary>
    public InspectionPolicy Watched => field ??= Part(r => !r.Changes && (r.MonitorOnly || r.Action != GuardrailAction.Allow));

    private InspectionPolicy Part(Func<InspectionRule, bool> belongs)
    {
        var kept = rules.Index().Where(r => belongs(r.Item)).ToArray();
        return kept.Length == 0 ? Empty : new InspectionPolicy(DetectorSet.Compile(kept.Select(r => Detectors.Detectors[r.Index])), [.. kept.Select(r => r.Item)]) { Speaker = Speaker, SparesSent = SparesSent };
    }
}

/// <summary>One detector's consequence under one guardrail.</summary>
/// <param name="Guardrail">Name of the guardrail.</param>
/// <param name="Detector">Id of the detector.</param>
/// <param name="Label">Word in labels and placeholders.</param>
/// <param name="Action">What to do.</param>
/// <param name="MonitorOnly">True: record what would have been done and leave the text alone.</param>
/// <param name="MinConfidence">Findings below it are ignored.</param>
/// <param name="Sensitivity">What text holding such a finding is at least.</param>
public sealed record InspectionRule(string Guardrail, string Detector, string Label, GuardrailAction Action, bool MonitorOnly, Confidence MinConfidence, Classification.Sensitivity Sensitivity)
{
    /// <summary>True if a finding alters or stops the text.</summary>
    public bool Changes => !MonitorOnly && Action > GuardrailAction.Flag;

    /// <summary>True if a value that the caller's own request held is left alone.</summary>
    public bool UnlessSent { get; init; }

    /// <summary>What takes a finding's place if it is not the label.</summary>
    public string? Replacement { get; init; }

    /// <summary>What a redacted finding becomes.</summary>
    public string Redaction => Replacement ?? "[" + Label + "_REDACTED]";
}
