using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Keys;

/// <summary>What a key may look like. Collects every error, each naming the member and what is allowed.</summary>
internal static class KeyRules
{
    private const int MaxName = 100, MaxPurpose = 500, MaxScopeItems = 200;

    public static string Name(string? name, List<string> errors) => Text("name", name, MaxName, errors) ?? Missing("name", errors);

    public static string? Purpose(string? purpose, List<string> errors) => Text("purpose", purpose, MaxPurpose, errors);

    public static KeyEnvironment Environment(string? word, List<string> errors)
    {
        if (word is null) return KeyEnvironment.Development;
        if (!KeyWords.TryEnvironment(word, out var environment)) errors.Add($"environment: must be one of {KeyWords.AllowedEnvironments}.");
        return environment;
    }

    public static KeyOwner Owner(NewKey input, List<string> errors) => new(
        Text("organization", input.Organization, MaxName, errors) ?? "default",
        Text("team", input.Team, MaxName, errors),
        Text("user", input.User, MaxName, errors),
        Text("application", input.Application, MaxName, errors));

    /// <summary>Only the form: which tiers there are is the configuration's, and it may change. A name that it does not know gets the limits of free.</summary>
    public static string? Tier(string? tier, List<string> errors)
    {
        if (tier is not null && (tier.Length is 0 or > 64 || !char.IsAsciiLetterOrDigit(tier[0]) || !tier.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_'))) errors.Add("tier: must be 1 to 64 lower-case letters, digits, - and _, beginning with a letter or digit.");
        return tier;
    }

    public static DateTimeOffset? Expiry(DateTimeOffset? expiresAt, DateTimeOffset now, List<string> errors)
    {
        if (expiresAt <= now) errors.Add("expires_at: must lie in the future. To end a key now, revoke it.");
        return expiresAt is { } at ? Whole(at) : null;
    }

    public static KeyScopes Scopes(ScopeInput? input, KeyScopes current, List<string> errors)
    {
        if (input is null) return current;
        var scopes = new KeyScopes(
            input.Endpoints is null ? current.Endpoints : KeyWords.EndpointsOf(input.Endpoints, errors),
            input.Models is null ? current.Models : Items("scopes.models", input.Models, IsModel, "1 to 200 printable characters, with * at the end only", errors),
            input.Upstreams is null ? current.Upstreams : Items("scopes.upstreams", input.Upstreams, IsUpstream, "an id of letters, digits, '-', '_' and '.'", errors),
            input.Capabilities is null ? current.Capabilities : KeyWords.CapabilitiesOf(input.Capabilities, errors));
        if (scopes.Endpoints == default && input.Endpoints is { Count: 0 }) errors.Add($"scopes.endpoints: name at least one of {KeyWords.AllowedEndpoints}. To stop a key, disable it.");
        return scopes;
    }

    /// <summary>Cut to whole microseconds, which is what stores keep.</summary>
    public static DateTimeOffset Whole(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static string? Text(string member, string? value, int max, List<string> errors)
    {
        if (value is null) return null;
        if (value.Length == 0 || value.Length > max || value.Any(char.IsControl) || value != value.Trim()) errors.Add($"{member}: must be 1 to {max} characters without control characters or spaces around it.");
        return value;
    }

    private static string Missing(string member, List<string> errors)
    {
        errors.Add($"{member}: is required.");
        return "";
    }

    private static string[] Items(string member, IReadOnlyList<string> items, Func<string, bool> isFit, string allowed, List<string> errors)
    {
        if (items.Count > MaxScopeItems) errors.Add($"{member}: holds more than {MaxScopeItems} items.");
        else if (!items.All(i => i is not null && isFit(i))) errors.Add($"{member}: each item must be {allowed}.");
        return [.. items.Distinct(StringComparer.Ordinal)];
    }

    private static bool IsModel(string item) => item.Length is >= 1 and <= 200 && item.All(c => c is > ' ' and < '\u007f') && item.IndexOf('*') is var star && (star < 0 || star == item.Length - 1);

    private static bool IsUpstream(string item) => item.Length is >= 1 and <= 100 && item.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
