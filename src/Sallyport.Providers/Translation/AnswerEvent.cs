namespace Sallyport.Providers.Translation;

/// <summary>One step of a streamed answer, in no vendor's words.</summary>
/// <remarks>
/// Order: <see cref="AnswerStarted"/>; for each part <see cref="PartStarted"/>, deltas, <see cref="PartEnded"/>; for each choice <see cref="ChoiceEnded"/>;
/// <see cref="UsageTold"/> whenever it is known; <see cref="AnswerEnded"/>. Parts of one choice do not overlap except tool calls of
/// dialects that mix them; a writer whose dialect cannot mix holds the later one back.
/// </remarks>
public abstract record AnswerEvent;

public sealed record AnswerStarted(string? Id, string? Model, long? CreatedAt) : AnswerEvent;

/// <param name="Choice">From 0.</param>
/// <param name="Part">From 0 within the choice, whatever its kind.</param>
/// <param name="Opening">Kind of the part, and what is known at once: id and name of a tool call. Its text or arguments are empty and come as deltas.</param>
public sealed record PartStarted(int Choice, int Part, Part Opening) : AnswerEvent;

/// <param name="Text">More of the part's text, or of a tool call's arguments as JSON text.</param>
public sealed record PartDelta(int Choice, int Part, string Text) : AnswerEvent;

/// <param name="Signature">Of a reasoning part or a tool call; null if there is none.</param>
public sealed record PartEnded(int Choice, int Part, string? Signature = null) : AnswerEvent;

public sealed record ChoiceEnded(int Choice, StopReason Stop, string? StopSequence = null) : AnswerEvent;

/// <param name="Usage">All that is known so far, not what is new.</param>
public sealed record UsageTold(TokenUsage Usage) : AnswerEvent;

/// <summary>The provider reports a failure in the middle of its stream. Nothing follows.</summary>
public sealed record AnswerFailed(ProviderError Error) : AnswerEvent;

/// <summary>The answer is whole. Nothing follows.</summary>
public sealed record AnswerEnded : AnswerEvent;
