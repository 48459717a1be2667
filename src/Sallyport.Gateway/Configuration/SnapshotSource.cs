namespace Sallyport.Gateway.Configuration;

/// <summary>The configuration in force. Read it once when an exchange begins, and keep it.</summary>
public sealed class SnapshotSource(GatewaySnapshot first)
{
    private volatile GatewaySnapshot _current = first;

    /// <summary>Raised after a new snapshot is in force, on the thread that published it. Handlers must be quick and must not throw.</summary>
    public event Action<GatewaySnapshot>? Changed;

    public GatewaySnapshot Current => _current;

    /// <summary>Puts a snapshot in force for all exchanges that begin from now on.</summary>
    public void Publish(GatewaySnapshot next)
    {
        _current = next;
        Changed?.Invoke(next);
    }
}
