using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Keys;

/// <summary>What to change; a member that is absent stays as it is, and null removes a purpose, a tier or an expiry.</summary>
public sealed class KeyPatch
{
    public string? Name { get; set; }

    public string? Purpose
    {
        get;
        set
        {
            field = value;
            _setsPurpose = true;
        }
    }

    public ScopeInput? Scopes { get; set; }

    public string? Tier
    {
        get;
        set
        {
            field = value;
            _setsTier = true;
        }
    }

    public DateTimeOffset? ExpiresAt
    {
        get;
        set
        {
            field = value;
            _setsExpiry = true;
        }
    }

    private bool _setsPurpose, _setsTier, _setsExpiry;

    internal KeyChange ToChange() => new() { Name = Name, SetsPurpose = _setsPurpose, Purpose = Purpose, Scopes = Scopes, SetsTier = _setsTier, Tier = Tier, SetsExpiry = _setsExpiry, ExpiresAt = ExpiresAt };
}
