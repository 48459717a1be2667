namespace Sallyport.Gateway.Authentication;

/// <summary>Who asks: an authenticated key, as it was when the exchange began.</summary>
public sealed record Caller(VirtualKeyRecord Key)
{
    public string KeyId => Key.Id;
}
