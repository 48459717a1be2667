using Sallyport.Gateway.Configuration;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Inspection;

/// <summary>What the inspection of one answer needs to know of its request.</summary>
/// <param name="policy">Rules for answers.</param>
/// <param name="guards">Further policies that each answer passes, most of them none.</param>
/// <param name="placeholders">What the request had taken out.</param>
/// <param name="findings">Where findings are counted.</param>
/// <param name="answerIsJson">True if the answer's text was asked to be JSON.</param>
internal sealed class AnswerContext(InspectionPolicy policy, IReadOnlyList<InspectionPolicy> guards, PlaceholderMap placeholders, FindingTally findings, bool answerIsJson)
{
    public InspectionPolicy Policy { get; } = policy;

    /// <summary>Policies that look at the answer beside <see cref="Policy"/>, each by itself: a finding of one does not hide one of another.</summary>
    public IReadOnlyList<InspectionPolicy> Guards { get; } = guards;

    public PlaceholderMap Placeholders { get; } = placeholders;

    public FindingTally Findings { get; } = findings;

    /// <summary>Takes down what the model says; null if nobody judges the whole.</summary>
    public AnswerTranscript? Transcript { get; init; }

    /// <summary>Checks that the answer is the JSON that was asked for; null if nobody does.</summary>
    public AnswerShape? Shape { get; init; }

    /// <summary>What the caller sent; not null if a guard spares it.</summary>
    public SentValues? Sent { get; init; }

    /// <summary>How many placeholders were turned back into values.</summary>
    public int Restored { get; set; }

    /// <summary>How often a restored value is escaped where it is put back.</summary>
    public int LevelsOf(in TextSegment segment) => segment.Kind == SegmentKind.JsonText || (answerIsJson && segment.IsAnswer) ? 2 : 1;

    /// <summary>True if a policy leaves a value alone because the caller sent it.</summary>
    public bool Spares(InspectionPolicy policy, ReadOnlySpan<char> value) => policy.SparesSent && Sent?.Holds(value) == true;

    /// <summary>False for a value that would bring back what the guards take out of answers: an address that a tool result held and the model has put into an image.</summary>
    public bool MayRestore(string value, in TextSegment segment)
    {
        foreach (var guard in Guards)
        {
            if (!guard.SparesSent && guard.Covers(segment) && LooseText.Finds(guard, value)) return false;
        }

        return true;
    }
}
