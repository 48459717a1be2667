namespace Sallyport.Gateway.Moderation;

/// <summary>What somebody elsewhere says of a text.</summary>
internal enum RemoteVerdict
{
    /// <summary>No judgement came, or none that could be understood. <c>default</c>, so that forgetting is no yes.</summary>
    Failed,
    Clean,
    Found,
}

/// <summary>Judges texts by asking somebody else. It waits, so it has a deadline; what follows from a failure is its user's to decide.</summary>
internal interface IRemoteDetector
{
    /// <summary>Judges a text.</summary>
    /// <param name="text">Masked: it leaves for somebody else.</param>
    /// <param name="cancellation">Fires when the client is gone.</param>
    /// <exception cref="OperationCanceledException">The client is gone.</exception>
    ValueTask<RemoteVerdict> JudgeAsync(string text, CancellationToken cancellation);
}
