namespace Sallyport.Gateway.Admission;

/// <summary>What is reckoned with where a model has no known price, in nano-USD per token.</summary>
public sealed record CeilingPrice(long InputNanoUsd, long OutputNanoUsd);
