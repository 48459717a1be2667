namespace Sallyport.Gateway.Audit.ReadModels;

/// <summary>A leaf that is no exchange: what an administrator or the gateway did. Enough to find it; the leaf says the rest.</summary>
/// <param name="Action">"key.created", "gap", "genesis"; or <see cref="ClockBack"/>, which is no leaf of its own.</param>
/// <param name="Target">Id of what it concerns; empty if it names none.</param>
/// <param name="Amount">Of a gap: exchanges that went unrecorded. Of a clock set back: milliseconds. Else 0.</param>
public sealed record LogEvent(long Sequence, DateTimeOffset At, string Action, string Target, long Amount)
{
    /// <summary>The clock of a gateway was set back before this leaf.</summary>
    public const string ClockBack = "clock.back";

    /// <summary>Leaves that retention had taken away before they could be folded: <see cref="Amount"/> says how many.</summary>
    public const string Missing = "missing";
}
