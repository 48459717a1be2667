using Sallyport.Gateway.Audit;

namespace Sallyport.Gateway.Authentication;

/// <summary>Who asks: an authenticated key, as it was when the exchange began.</summary>
public sealed record Caller(VirtualKeyRecord Key)
{
    public string KeyId => Key.Id;

    /// <summary>Whom the record's personal fields concern.</summary>
    public string Subject => field ??= Key.Owner.User is { } user ? Subjects.User(Key.Owner.Organization, user) : Subjects.Key(Key.Id);
}
