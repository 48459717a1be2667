namespace Sallyport.Control.Evidence.Content;

/// <summary>What is kept of an exchange: as it left and came back, after masking.</summary>
/// <param name="KeptUntil">When it goes, unless a hold keeps it.</param>
/// <param name="Erased">The data subject was erased: nobody can open it any more.</param>
/// <param name="Request">Null if this half is not kept or was erased.</param>
/// <param name="Answer">The same.</param>
public sealed record ContentView(Guid ExchangeId, DateTimeOffset At, DateTimeOffset KeptUntil, bool Erased, ContentHalf? Request, ContentHalf? Answer);

/// <summary>The kept texts of half an exchange.</summary>
/// <param name="IsRecorded">The record holds the keyed digest of these very texts. False: do not believe them.</param>
/// <param name="Truncated">There was more.</param>
public sealed record ContentHalf(bool IsRecorded, bool Truncated, IReadOnlyList<ContentPart> Texts);

/// <param name="Role">"system", "user", "assistant", "tool" or "other".</param>
public sealed record ContentPart(string Role, string Text);
