namespace Sallyport.Tests.Admission;

/// <summary>A clock whose wall can be set while its monotonic hand goes on.</summary>
internal sealed class JumpingClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _wall = start;
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _wall;

    public override long GetTimestamp() => _ticks;

    /// <summary>Time passes on both.</summary>
    public void Pass(TimeSpan by)
    {
        _wall += by;
        _ticks += by.Ticks;
    }

    /// <summary>Somebody sets the wall clock.</summary>
    public void Set(DateTimeOffset wall) => _wall = wall;
}
