using System.Net.Http.Headers;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Follows the attempts at one target. Each may be billed, and each says something of the target's health.</summary>
internal interface IAttemptWatch
{
    /// <summary>A request is about to leave.</summary>
    void AttemptBegins();

    /// <summary>It has an answer, or never will have one.</summary>
    /// <param name="mayBeBilled">True if the upstream may have done the work and nobody knows.</param>
    void AttemptEnds(bool mayBeBilled);

    /// <summary>The head of an answer has arrived.</summary>
    /// <param name="headers">Null where there is no network between.</param>
    void Answered(int status, HttpResponseHeaders? headers);

    /// <summary>There is no answer, and it was not the client who left.</summary>
    void Faulted(Rejection fault);

    /// <summary>Whether the upstream may be asked once more: its share of repeats is not used up. Takes one from it.</summary>
    bool TakeRepeat();

    /// <summary>Whether another attempt can be paid for, if the one before may have been billed.</summary>
    ValueTask<bool> MayRepeatAsync(CancellationToken cancellation);
}
