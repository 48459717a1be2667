namespace Sallyport.Server.Hosting;

/// <summary>Leaves signals to <see cref="StopSignals"/>: the framework's lifetime would stop the listeners before anything has drained.</summary>
internal sealed class OwnLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
