using System.Net.Http.Headers;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Routing;
using Sallyport.Gateway.Routing.Health;
using Sallyport.Gateway.Telemetry;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Follows the attempts at one target with one credential, and tells its health what became of them. Dispose it when the answer has ended.</summary>
internal sealed class TargetWatch(AttemptLog log, RouteTarget target, int credential, UpstreamHealth upstream, TargetHealth model, bool reachTrial, bool modelTrial, GatewayMetrics metrics, TimeProvider time) : IAttemptWatch, IDisposable
{
    /// <summary>How long a credential is left aside that the provider does not accept.</summary>
    internal static readonly TimeSpan RefusedFor = TimeSpan.FromMinutes(1);

    private readonly Configuration.BreakerPolicy _policy = target.Upstream.Breaker;
    private bool _reachTrial = reachTrial, _modelTrial = modelTrial, _hasSent, _isAnswering;
    private long _began;

    public RouteTarget Target => target;

    public int Credential => credential;

    public void AttemptBegins()
    {
        if (!_hasSent) upstream.Repeats.RequestSent(target.Upstream.RetryPercent);
        (_hasSent, _began) = (true, time.GetTimestamp());
        log.Began(target);
    }

    public void AttemptEnds(bool mayBeBilled) => log.Ended(mayBeBilled);

    public void Answered(int status, HttpResponseHeaders? headers)
    {
        var firstByte = time.GetElapsedTime(_began);
        metrics.AttemptAnswered(target.Upstream.Id, firstByte);
        TellReach(isGood: true);
        if (headers is not null && RateHeaders.WaitIn(status, headers, time.GetUtcNow()) is { } wait) model.SetAside(credential, wait);
        if (status is 401 or 403) CredentialRefused();
        if (IsFailure(status)) TellModel(isGood: false);
        else if (_modelTrial) TellModel(isGood: true);
        else _isAnswering = true; // whether all of it comes is still to be seen
        if (IsFailure(status) || status is 401 or 403 or 429) log.NotGood(target, null, status);
        else model.Answered(firstByte);
    }

    public void Faulted(Rejection fault)
    {
        metrics.AttemptFailed(target.Upstream.Id, fault.Code);
        log.NotGood(target, fault.Code, null);
        if (fault == Rejection.UpstreamConnectFailed || fault == Rejection.UpstreamBroke) TellReach(isGood: false);
        else if (fault == Rejection.UpstreamFirstByteTimeout || fault == Rejection.UpstreamMalformed) TellModel(isGood: false);
        // The client's own deadline and our own end say nothing of the upstream.
    }

    /// <summary>The provider does not accept this credential.</summary>
    public void CredentialRefused() => model.SetAside(credential, RefusedFor);

    /// <summary>The answer broke off or stopped after its head.</summary>
    public void BrokeOff()
    {
        if (_isAnswering) TellModel(isGood: false);
        _isAnswering = false;
    }

    public bool TakeRepeat() => upstream.Repeats.TryTake(target.Upstream.RetryPercent);

    public ValueTask<bool> MayRepeatAsync(CancellationToken cancellation) => log.MayRepeatAsync(cancellation);

    /// <summary>Nothing more will be told. What was a trial and has said nothing is left to the next.</summary>
    public void Dispose()
    {
        if (_isAnswering) TellModel(isGood: true);
        _isAnswering = false;
        if (_reachTrial) upstream.Reach.Abandoned(_reachTrial);
        if (_modelTrial) model.Breaker.Abandoned(_modelTrial);
        (_reachTrial, _modelTrial) = (false, false);
    }

    /// <summary>Answers that say that the model does not work. A full house (429) is none: it works for those inside.</summary>
    internal static bool IsFailure(int status) => status >= 500 && status is not (501 or 505);

    private void TellReach(bool isGood)
    {
        if (isGood) upstream.Reach.Succeeded(_policy, _reachTrial);
        else upstream.Reach.Failed(_policy, _reachTrial);
        _reachTrial = false;
    }

    private void TellModel(bool isGood)
    {
        if (isGood) model.Breaker.Succeeded(_policy, _modelTrial);
        else model.Breaker.Failed(_policy, _modelTrial);
        _modelTrial = false;
    }
}
