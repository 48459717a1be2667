using Sallyport.Gateway.Inspection;

namespace Sallyport.Gateway.Audit.Capture;

/// <summary>One exchange whose texts are kept: under which policy, and what the model has said so far.</summary>
internal sealed class CapturedExchange(CapturePolicy policy)
{
    public CapturePolicy Policy { get; } = policy;

    /// <summary>The model's words, placeholders still in place; null until there is an answer.</summary>
    public AnswerTranscript? Transcript { get; set; }

    /// <summary>True once the answer was kept, or could not be.</summary>
    public bool IsDone { get; set; }
}
