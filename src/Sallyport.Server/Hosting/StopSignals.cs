using System.Runtime.InteropServices;

namespace Sallyport.Server.Hosting;

/// <summary>SIGTERM and Ctrl+C: the first begins to drain, the second ends the wait.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _second = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals() => _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal), PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal)];

    /// <summary>Cancelled by the second signal.</summary>
    public CancellationToken Second => _second.Token;

    public Task FirstAsync() => _first.Task;

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _second.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true; // the runtime would end the process at once
        if (!_first.TrySetResult()) _second.Cancel();
    }
}
