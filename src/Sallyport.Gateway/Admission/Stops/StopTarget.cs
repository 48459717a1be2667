using System.Diagnostics.CodeAnalysis;

namespace Sallyport.Gateway.Admission.Stops;

/// <summary>What an administrator wants stopped, read from its written form.</summary>
public readonly record struct StopTarget(StopScope Scope, string Holder)
{
    public const string Allowed = "everything, key:ID, user:ORGANIZATION/USER, team:ORGANIZATION/TEAM, application:ORGANIZATION/APPLICATION, organization:NAME, model:NAME or upstream:NAME";

    private const int MaxLength = 512;

    public string Id => StopSwitch.IdOf(Scope, Holder);

    /// <summary>Reads what <see cref="Allowed"/> says, and what <see cref="StopSwitch.Id"/> writes. A slash or percent sign inside a name is written %2F or %25.</summary>
    internal static bool TryParse(string? text, LimitHolders holders, [NotNullWhen(true)] out StopTarget? target)
    {
        target = null;
        if (text is null || text.Length > MaxLength || text.Any(char.IsControl)) return false;
        if (text == "everything") target = new StopTarget(StopScope.Everything, "");
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || colon == text.Length - 1) return target is not null;
        var (kind, name) = (text[..colon], text[(colon + 1)..]);
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var hasTwo = slash > 0 && slash < name.Length - 1 && name.IndexOf('/', slash + 1) < 0;
        target = kind switch
        {
            "key" when name.All(char.IsAsciiLetterOrDigit) => new StopTarget(StopScope.Key, name),
            "organization" when slash < 0 => new StopTarget(StopScope.Organization, name),
            "team" when hasTwo => new StopTarget(StopScope.Team, name),
            "application" when hasTwo => new StopTarget(StopScope.Application, name),
            "user" when hasTwo => new StopTarget(StopScope.User, holders.OfUser(LimitHolders.Unescape(name[..slash]), LimitHolders.Unescape(name[(slash + 1)..]))),
            "user" when slash < 0 => new StopTarget(StopScope.User, name), // as it is listed: already a pseudonym
            "model" => new StopTarget(StopScope.Model, name),
            "upstream" => new StopTarget(StopScope.Upstream, name),
            _ => null,
        };
        if (target is { } found) target = found with { Holder = Counter.NameOf(found.Holder) };
        return target is not null;
    }
}
