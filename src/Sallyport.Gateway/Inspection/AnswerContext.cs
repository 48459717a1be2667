using Sallyport.Gateway.Configuration;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Inspection;

/// <summary>What the inspection of one answer needs to know of its request.</summary>
internal sealed class AnswerContext(InspectionPolicy policy, PlaceholderMap placeholders, FindingTally findings, bool answerIsJson)
{
    public InspectionPolicy Policy { get; } = policy;

    public PlaceholderMap Placeholders { get; } = placeholders;

    public FindingTally Findings { get; } = findings;

    /// <summary>How many placeholders were turned back into values.</summary>
    public int Restored { get; set; }

    /// <summary>How often a restored value is escaped where it is put back.</summary>
    public int LevelsOf(in TextSegment segment) => segment.Kind == SegmentKind.JsonText || (answerIsJson && segment.IsAnswer) ? 2 : 1;
}
