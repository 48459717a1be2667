using Sallyport.Gateway.Admission;

namespace Sallyport.Gateway.Forwarding;

/// <summary>One of the places at an upstream. Disposing gives it to the next who waits.</summary>
internal sealed class UpstreamPlace(UpstreamLane lane, Priority priority) : IDisposable
{
    private int _isLeft;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isLeft, 1) == 0) lane.Leave(priority);
    }
}
