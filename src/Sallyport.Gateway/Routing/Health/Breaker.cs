using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Routing.Health;

/// <summary>Stops sending to what fails, and finds out by single requests when it works again. For any number of threads.</summary>
/// <remarks>What was sent before it opened and ends afterwards changes nothing: it says how things were.</remarks>
internal sealed class Breaker(TimeProvider time)
{
    private readonly Lock _lock = new();
    private BreakerState _state;
    private int _inRow, _openings;
    private bool _trialUnderWay;
    private long _openUntil;

    // Two halves of the window; together they hold between a half and a whole window of requests.
    private (int Requests, int Failures) _now, _before;
    private long _halfBegan;

    /// <summary>How it stands, for figures and people.</summary>
    public BreakerState State => _state;

    /// <summary>True if a request may be sent now, or may be the one that tries.</summary>
    public bool IsPassable
    {
        get
        {
            if (_state is BreakerState.Closed) return true;
            lock (_lock) return _state is BreakerState.Closed || (!_trialUnderWay && time.GetTimestamp() >= _openUntil);
        }
    }

    /// <summary>Time until the next request may try; zero if one may now.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (_lock)
            {
                var left = _openUntil - time.GetTimestamp();
                return _state is BreakerState.Closed || left <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds((double)left / time.TimestampFrequency);
            }
        }
    }

    /// <summary>Asks for leave to send.</summary>
    /// <param name="isTrial">True if everything hangs on this request: its end must be told, whatever it is.</param>
    public bool TryEnter(out bool isTrial)
    {
        isTrial = false;
        if (_state is BreakerState.Closed) return true;
        lock (_lock)
        {
            if (_state is BreakerState.Closed) return true;
            if (_trialUnderWay || time.GetTimestamp() < _openUntil) return false;
            (_state, _trialUnderWay, isTrial) = (BreakerState.Trying, true, true);
            return true;
        }
    }

    public void Succeeded(BreakerPolicy policy, bool isTrial)
    {
        lock (_lock)
        {
            if (isTrial) Close();
            else if (_state is BreakerState.Closed)
            {
                _inRow = 0;
                Count(policy, failed: false);
            }
        }
    }

    public void Failed(BreakerPolicy policy, bool isTrial)
    {
        lock (_lock)
        {
            if (isTrial)
            {
                _trialUnderWay = false;
                Open(policy);
            }
            else if (_state is BreakerState.Closed)
            {
                _inRow++;
                Count(policy, failed: true);
                var (requests, failures) = (_now.Requests + _before.Requests, _now.Failures + _before.Failures);
                if (policy.Failures > 0 && (_inRow >= policy.Failures || (requests >= policy.MinRequests && failures * 100L >= requests * (long)policy.FailurePercent))) Open(policy);
            }
        }
    }

    /// <summary>A request ended without saying anything: its client went, or it never left.</summary>
    public void Abandoned(bool isTrial)
    {
        if (!isTrial) return;
        lock (_lock) (_trialUnderWay, _state) = (false, BreakerState.Open); // the next one tries
    }

    /// <summary>A sign of life from elsewhere: a probe has been answered.</summary>
    public void Revive()
    {
        if (_state is BreakerState.Closed) return;
        lock (_lock)
        {
            if (!_trialUnderWay) Close();
        }
    }

    private void Close()
    {
        (_state, _trialUnderWay, _inRow, _openings) = (BreakerState.Closed, false, 0, 0);
        (_now, _before) = (default, default);
    }

    private void Open(BreakerPolicy policy)
    {
        var open = Math.Min(policy.MaxOpenFor.Ticks, policy.OpenFor.Ticks << Math.Min(_openings, 16));
        (_state, _openings) = (BreakerState.Open, _openings + 1);
        _openUntil = time.GetTimestamp() + (long)(TimeSpan.FromTicks(open).TotalSeconds * time.TimestampFrequency);
    }

    private void Count(BreakerPolicy policy, bool failed)
    {
        var half = (long)(policy.Window.TotalSeconds / 2 * time.TimestampFrequency);
        var now = time.GetTimestamp();
        if (now - _halfBegan >= half)
        {
            _before = now - _halfBegan >= 2 * half ? default : _now;
            (_now, _halfBegan) = (default, now);
        }

        _now = (_now.Requests + 1, _now.Failures + (failed ? 1 : 0));
    }
}

/// <summary>How a breaker stands.</summary>
internal enum BreakerState
{
    /// <summary>Everything passes.</summary>
    Closed,

    /// <summary>One request is on its way to see.</summary>
    Trying,

    /// <summary>Nothing passes until its time is over; then one request does.</summary>
    Open,
}
