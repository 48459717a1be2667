namespace Sallyport.Providers.Aws;

/// <summary>A pair of access keys, with the token of a temporary one.</summary>
/// <param name="SessionToken">Null for keys that do not expire.</param>
public sealed record AwsKeys(string AccessKey, string SecretKey, string? SessionToken)
{
    public override string ToString() => "***";
}
