namespace Sallyport.Ledger.Notes;

/// <summary>A cosignature that holds.</summary>
/// <param name="Witness">Name of the witness.</param>
/// <param name="At">When, by its own clock, it had seen the checkpoint.</param>
public sealed record WitnessStatement(string Witness, DateTimeOffset At);
