namespace Sallyport.Gateway.Forwarding;

/// <summary>Follows the attempts of an exchange, since each of them may be billed.</summary>
internal interface IAttemptWatch
{
    /// <summary>A request is about to leave.</summary>
    void AttemptBegins();

    /// <summary>It has an answer, or never will have one.</summary>
    /// <param name="mayBeBilled">True if the upstream may have done the work and nobody knows.</param>
    void AttemptEnds(bool mayBeBilled);

    /// <summary>Whether another attempt can be paid for, if the one before may have been billed.</summary>
    ValueTask<bool> MayRepeatAsync(CancellationToken cancellation);
}
