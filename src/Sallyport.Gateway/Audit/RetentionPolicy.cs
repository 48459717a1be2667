namespace Sallyport.Gateway.Audit;

/// <summary>How long bodies of leaves are kept at least, by class. Nothing is taken away before, and nothing without two people.</summary>
/// <param name="Intents">Leaves of type intent.</param>
/// <param name="Results">Leaves of type result and interrupted.</param>
/// <param name="Others">What administrators and the gateway itself did.</param>
/// <param name="Reason">Why one of them is shorter than <see cref="FloorDays"/>; null if none is.</param>
public sealed record RetentionPolicy(TimeSpan Intents, TimeSpan Results, TimeSpan Others, string? Reason = null)
{
    /// <summary>Default, in days.</summary>
    public const int DefaultDays = 400;

    /// <summary>A shorter time needs a reason, which is recorded: PCI DSS 10.5.1 asks for twelve months.</summary>
    public const int FloorDays = 365;

    public static RetentionPolicy Default { get; } = new(TimeSpan.FromDays(DefaultDays), TimeSpan.FromDays(DefaultDays), TimeSpan.FromDays(DefaultDays));

    public TimeSpan Of(AuditEntryType type) => type switch
    {
        AuditEntryType.Intent => Intents,
        AuditEntryType.Result or AuditEntryType.Interrupted => Results,
        _ => Others,
    };

    /// <summary>The shortest of all.</summary>
    public TimeSpan Shortest => new(Math.Min(Math.Min(Intents.Ticks, Results.Ticks), Others.Ticks));
}
