namespace Sallyport.Gateway.Authentication;

/// <summary>Tells <see cref="KeyRingRefresher"/> at once that another node may have changed a key or a switch. The poll finds the change without it, only later.</summary>
public sealed class KeyChangeSignal : IDisposable
{
    private readonly SemaphoreSlim _raised = new(0, 1);

    /// <summary>Wakes the one that waits, now or when it next does. Several calls before that count as one.</summary>
    public void Raise()
    {
        try
        {
            _raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // raised already and not seen yet
        }
    }

    /// <summary>Waits until the next <see cref="Raise"/>.</summary>
    public Task WaitAsync(CancellationToken cancellation) => _raised.WaitAsync(cancellation);

    public void Dispose() => _raised.Dispose();
}
