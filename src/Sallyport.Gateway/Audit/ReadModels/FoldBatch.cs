namespace Sallyport.Gateway.Audit.ReadModels;

/// <summary>What a run of leaves adds to the read models.</summary>
/// <param name="From">Sequence number of the first leaf.</param>
/// <param name="To">Sequence number after the last.</param>
public sealed record FoldBatch(long From, long To, IReadOnlyList<ExchangeFact> Exchanges, IReadOnlyList<LogEvent> Events);
