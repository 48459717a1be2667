namespace Sallyport.Gateway.Admission;

/// <summary>Leave to have one exchange open. The forwarder takes no request without one; disposing gives it back.</summary>
internal sealed class Permit(OpenCount all, OpenCount key) : IDisposable
{
    private bool _isGivenBack;

    public void Dispose()
    {
        if (_isGivenBack) return;
        _isGivenBack = true;
        key.GiveBack();
        all.GiveBack();
    }
}
