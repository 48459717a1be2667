namespace Sallyport.Providers.Simulator;

/// <summary>What the simulated provider answers, cut into the pieces in which it is to arrive.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">Media type.</param>
/// <param name="Body">All bytes.</param>
/// <param name="PieceEnds">Where each piece ends in <paramref name="Body"/>; the last equals its length.</param>
public sealed record SimulatedAnswer(int Status, string ContentType, ReadOnlyMemory<byte> Body, IReadOnlyList<int> PieceEnds);
