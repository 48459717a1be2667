namespace Sallyport.Gateway.Configuration;

/// <summary>How the gateway signs in to an upstream that takes no plain key. Equal if it would get the same token.</summary>
public abstract record UpstreamSignIn;

/// <summary>An application of Microsoft Entra with a secret (OAuth client credentials).</summary>
/// <param name="TokenAddress">Where tokens are given out: <c>https://login.microsoftonline.com/TENANT/oauth2/v2.0/token</c>.</param>
/// <param name="Scope">What the token is for.</param>
public sealed record EntraSignIn(Uri TokenAddress, string ClientId, Secret ClientSecret, string Scope) : UpstreamSignIn;

/// <summary>A service account of Google Cloud (signed JWT for an access token).</summary>
/// <param name="PrivateKey">RSA key in PEM.</param>
/// <param name="KeyId">Null if the file names none.</param>
public sealed record ServiceAccountSignIn(Uri TokenAddress, string Email, Secret PrivateKey, string? KeyId) : UpstreamSignIn;

/// <summary>Access keys of Amazon, which sign each request.</summary>
/// <param name="SessionToken">Of temporary keys; null for lasting ones.</param>
public sealed record AwsSignIn(Secret AccessKey, Secret SecretKey, Secret? SessionToken) : UpstreamSignIn;
