using Sallyport.Detection.Injection;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Inspection;

/// <summary>Judges what users and tools say to the model. What the operator says in the system prompt and what the model said before is not judged.</summary>
/// <remarks>
/// Every turn carries all turns before it, so every text is judged each time: an attack that came in an earlier turn is still in front of the model.
/// Verdicts are remembered, so a text costs its judgement once and a hash after that.
/// </remarks>
internal static class InjectionCheck
{
    private const int LeastBytes = 12; // "ignore rules": nothing shorter says anything, and most strings of a body are words such as "text" and "user"

    /// <summary>Counts texts that score too high.</summary>
    /// <returns>Null, or the rejection of the first text that a rule blocks.</returns>
    public static Rejection? Run(TextScan scan, ReadOnlySpan<TextSegment> segments, IReadOnlyList<InjectionRule> rules, FindingTally tally, string keyId)
    {
        for (var i = 0; i < segments.Length; i++)
        {
            ref readonly var segment = ref segments[i];
            if (segment.Length < LeastBytes || segment.Kind is not (SegmentKind.Text or SegmentKind.JsonText) || OriginOf(segment.Role) is not { } origin) continue;
            var score = VerdictCache.Shared.Score(scan.TextOf(i), origin, keyId);
            for (var r = 0; r < rules.Count; r++)
            {
                var (rule, threshold) = origin == TextOrigin.Tool ? (rules[r].Tool, rules[r].ToolThreshold) : (rules[r].User, rules[r].UserThreshold);
                if (score < threshold) continue;
                tally.Add(rule, "request");
                if (rule is { Action: GuardrailAction.Block, MonitorOnly: false }) return Rejection.GuardrailBlocked(rule.Guardrail, rule.Detector);
            }
        }

        return null;
    }

    private static TextOrigin? OriginOf(SegmentRole role) => role switch { SegmentRole.User => TextOrigin.User, SegmentRole.Tool => TextOrigin.Tool, _ => null };
}
