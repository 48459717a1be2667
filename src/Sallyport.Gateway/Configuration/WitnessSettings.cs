namespace Sallyport.Gateway.Configuration;

/// <summary>A witness that is asked to cosign checkpoints.</summary>
/// <param name="Name">As the operator calls it.</param>
/// <param name="Url">Without a slash at the end.</param>
/// <param name="Key">Its public key, <c>name+id+base64</c>.</param>
public sealed record WitnessSettings(string Name, Uri Url, string Key);
