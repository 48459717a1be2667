namespace Sallyport.Gateway.Forwarding.SignIn;

/// <summary>Who gives out tokens does not accept what we sign in with.</summary>
internal sealed class TokenRefusedException(int status) : Exception("The sign-in was refused.")
{
    public int Status { get; } = status;
}
