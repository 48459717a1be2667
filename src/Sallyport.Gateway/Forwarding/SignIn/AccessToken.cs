namespace Sallyport.Gateway.Forwarding.SignIn;

/// <summary>A token and until when it is good.</summary>
/// <param name="Value">Goes into a header, and nowhere else.</param>
/// <param name="RenewAt">From when on another is fetched while this one is still used.</param>
internal sealed record AccessToken(string Value, DateTimeOffset RenewAt, DateTimeOffset ExpiresAt)
{
    public override string ToString() => "***";
}
