namespace Sallyport.Gateway.Admission;

/// <summary>A moment on both clocks.</summary>
/// <param name="Ticks">On one that never goes back, in 100 ns: for rates and waits.</param>
/// <param name="Utc">On the wall: for windows of a calendar.</param>
internal readonly record struct Instant(long Ticks, DateTimeOffset Utc);
