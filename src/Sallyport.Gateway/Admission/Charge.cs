namespace Sallyport.Gateway.Admission;

/// <summary>A change of one counter, recorded with the entry that says why, in one transaction.</summary>
/// <param name="Counter">Id of the counter.</param>
/// <param name="Window">When its window began; the Unix epoch for <see cref="LimitWindow.Total"/>. Whole seconds.</param>
/// <param name="Unit">Unit of both amounts.</param>
/// <param name="Reserved">Added to what is reserved; negative when a reservation ends.</param>
/// <param name="Spent">Added to what is spent.</param>
public sealed record Charge(string Counter, DateTimeOffset Window, LimitUnit Unit, long Reserved, long Spent);
