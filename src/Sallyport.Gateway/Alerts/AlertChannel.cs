using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Alerts;

/// <summary>Where alerts go, compiled.</summary>
/// <param name="Name">Name in the configuration.</param>
/// <param name="FromPercent">Alerts of budgets below this share do not go here.</param>
/// <param name="Timeout">Longest time for one delivery.</param>
/// <param name="IsInternal">Loopback and private addresses are allowed.</param>
/// <param name="Authorities">PEM of who may vouch for the receiver; null for the system's.</param>
public abstract record AlertChannel(string Name, int FromPercent, TimeSpan Timeout, bool IsInternal, string? Authorities);

/// <param name="SigningKey">Of the HMAC over time and body.</param>
public sealed record WebhookChannel(string Name, int FromPercent, TimeSpan Timeout, bool IsInternal, string? Authorities, Uri Url, Secret SigningKey, Secret? Token)
    : AlertChannel(Name, FromPercent, Timeout, IsInternal, Authorities);

/// <param name="Url">Address and credential in one, so a secret.</param>
public sealed record SlackChannel(string Name, int FromPercent, TimeSpan Timeout, bool IsInternal, string? Authorities, Secret Url)
    : AlertChannel(Name, FromPercent, Timeout, IsInternal, Authorities);

public sealed record PagerDutyChannel(string Name, int FromPercent, TimeSpan Timeout, bool IsInternal, string? Authorities, Uri Url, Secret RoutingKey)
    : AlertChannel(Name, FromPercent, Timeout, IsInternal, Authorities);

/// <param name="User">Null sends without signing in.</param>
/// <param name="To">By comma in a string, so that equal definitions are equal.</param>
public sealed record EmailChannel(string Name, int FromPercent, TimeSpan Timeout, bool IsInternal, string? Authorities, string Host, int Port, SmtpSecurity Security, string? User, Secret? Password, string From, string To)
    : AlertChannel(Name, FromPercent, Timeout, IsInternal, Authorities);

/// <summary>How a connection to a mail server is protected.</summary>
public enum SmtpSecurity
{
    /// <summary>Begins in clear and must become TLS before anything is said.</summary>
    StartTls,

    /// <summary>TLS from the first byte.</summary>
    Tls,

    /// <summary>In clear; near addresses only.</summary>
    None,
}
