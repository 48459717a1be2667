namespace Sallyport.Detection.Injection;

/// <summary>How much a text looks like an attack on the model that reads it.</summary>
/// <param name="Score">0 to 1, calibrated on ordinary traffic of the same origin: see <see cref="InjectionScorer.Suspicious"/>.</param>
/// <param name="Signals">What spoke.</param>
public readonly record struct InjectionVerdict(float Score, InjectionSignals Signals);
