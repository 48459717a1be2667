using System.Collections.Frozen;
using Sallyport.Detection;
using Sallyport.Detection.Fingerprints;
using Sallyport.Gateway.Configuration.Options;
using Sallyport.Providers;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Turns guardrails into one policy for each endpoint group and direction.</summary>
internal sealed class GuardrailCompiler(IDetectorSource source, OwnDetectors own, Dictionary<string, ModeratorDefinition> moderators, ConfigurationProblems problems)
{
    private readonly Dictionary<string, (IDetector Detector, Classification.Sensitivity Sensitivity)?> _found = [];

    /// <summary>
    /// 1. Takes the built-in guardrail if the file has none. 2. Checks every rule, also those switched off.
    /// 3. Adds dictionaries and patterns that no rule names. 4. Drops rules that a stronger one makes idle.
    /// </summary>
    public GuardrailSnapshot Compile(Dictionary<string, GuardrailOptions> guardrails)
    {
        if (guardrails.Count == 0) guardrails = BuiltInGuardrail.Options();
        var requests = Words.InspectedGroups.ToDictionary(g => g.Group, _ => new List<(IDetector, InspectionRule)>());
        var responses = Words.InspectedGroups.ToDictionary(g => g.Group, _ => new List<(IDetector, InspectionRule)>());
        foreach (var (name, guardrail) in guardrails)
        {
            if (!Names.IsValid(name)) problems.Add("guardrails." + name, "the name is not valid", Names.Allowed);
            var groups = Words.InspectedGroups.Where(g => guardrail.Endpoints.Count == 0 || guardrail.Endpoints.Contains(g.Word)).Select(g => g.Group).ToArray();
            foreach (var rule in RulesOf(name, guardrail, guardrail.Request, "request")) Array.ForEach(groups, g => requests[g].Add(rule));
            foreach (var rule in RulesOf(name, guardrail, guardrail.Response, "response")) Array.ForEach(groups, g => responses[g].Add(rule));
        }

        var named = guardrails.Values.SelectMany(g => g.Request.Concat(g.Response)).Select(r => r.Detector).ToHashSet();
        foreach (var (id, (detector, sensitivity)) in own.Made.Where(d => !named.Contains(d.Key)))
        {
            foreach (var (group, rules) in requests)
                rules.Add((detector, new InspectionRule(BuiltInGuardrail.Name, id, detector.Label, UnnamedAction(detector, group), MonitorOnly: false, Confidence.Possible, sensitivity)));
        }

        var policies = Words.InspectedGroups.ToDictionary(g => g.Group, g => (Policy(requests[g.Group]), Policy(responses[g.Group])));
        policies[EndpointGroups.Models] = policies[EndpointGroups.None] = (InspectionPolicy.Empty, InspectionPolicy.Empty); // lists of models and proofs carry no text of anybody
        var guards = new GuardCompiler(moderators, problems).Compile(guardrails);
        foreach (var group in guards.Keys) guards[group] = guards[group] with { Unsent = Policy(responses[group], sparing: true) };
        return new GuardrailSnapshot(policies.ToFrozenDictionary(), guards.ToFrozenDictionary());
    }

    // A page of a registered document is no value that a placeholder could stand for: it is recorded, and its sensitivity decides where it may go.
    private static GuardrailAction UnnamedAction(IDetector detector, EndpointGroups group) =>
        detector is FingerprintDetector ? GuardrailAction.Flag : group is EndpointGroups.Complete ? GuardrailAction.Redact : GuardrailAction.Pseudonymize;

    private IEnumerable<(IDetector, InspectionRule)> RulesOf(string name, GuardrailOptions guardrail, List<RuleOptions> rules, string direction)
    {
        var compiled = new List<(IDetector, InspectionRule)>();
        for (var i = 0; i < rules.Count; i++)
        {
            var (rule, key) = (rules[i], $"guardrails.{name}.{direction}[{i}]");
            if (rule.Action == "pseudonymize" && direction == "response") problems.NotValid(key + ".action", rule.Action, "allow, flag, redact, block (pseudonymize is for requests)");
            if (rule.UnlessSent && direction == "request") problems.NotValid(key + ".unless_sent", "true", "false (it is for responses: a request holds nothing but what was sent)");
            if (rule.Detector.Length == 0 || Find(rule.Detector, key) is not { } found) continue;
            if (guardrail.Mode == "off" || rule.Action.Length == 0 || Words.Action(rule.Action) is GuardrailAction.Allow) continue;
            compiled.Add((found.Detector, new InspectionRule(name, rule.Detector, found.Detector.Label, Words.Action(rule.Action), guardrail.Mode == "monitor", Words.Confidence(rule.MinConfidence), found.Sensitivity) { UnlessSent = rule.UnlessSent }));
        }

        return compiled;
    }

    private (IDetector Detector, Classification.Sensitivity Sensitivity)? Find(string id, string key)
    {
        if (_found.TryGetValue(id, out var known) && known is not null) return known;
        (IDetector, Classification.Sensitivity)? found = own.Made.TryGetValue(id, out var made) ? made : source.TryGet(id, out var detector) ? (detector, BuiltInGuardrail.SensitivityOf(id)) : null;
        if (found is null && !own.IsDeclared(id)) problems.NotValid(key + ".detector", id, string.Join(", ", source.Ids.Concat(own.Made.Keys)));
        return _found[id] = found;
    }

    /// <summary>Keeps the strongest of several rules for one detector. A weaker one stays only where it reaches further: it is surer to apply, or it watches where the stronger one acts.</summary>
    /// <param name="sparing">Which rules to keep: those that spare what the caller sent, or the others.</param>
    private static InspectionPolicy Policy(List<(IDetector Detector, InspectionRule Rule)> rules, bool sparing = false)
    {
        // Set order decides between findings that cover the same text, so the strongest rule comes first and a watching one last.
        var kept = rules.Where((r, i) => !rules.Where((other, j) => j != i && Covers(other.Rule, r.Rule, j < i)).Any())
            .Where(r => r.Rule.UnlessSent == sparing).OrderBy(r => r.Rule.MonitorOnly).ThenByDescending(r => r.Rule.Action).ToArray();
        return kept.Length == 0 ? InspectionPolicy.Empty : new InspectionPolicy(DetectorSet.Compile(kept.Select(r => r.Detector)), [.. kept.Select(r => r.Rule)]) { SparesSent = sparing };
    }

    private static bool Covers(InspectionRule strong, InspectionRule weak, bool first)
    {
        if (strong.Detector != weak.Detector || strong.MonitorOnly != weak.MonitorOnly) return false;
        if (strong.Action < weak.Action || strong.MinConfidence > weak.MinConfidence || (strong.UnlessSent && !weak.UnlessSent)) return false;
        return first || strong.UnlessSent != weak.UnlessSent || strong.Action > weak.Action || strong.MinConfidence < weak.MinConfidence; // of two equal ones the first stays
    }
}
