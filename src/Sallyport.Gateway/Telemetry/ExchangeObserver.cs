using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;

namespace Sallyport.Gateway.Telemetry;

/// <summary>Counts exchanges as they begin and end.</summary>
internal sealed class ExchangeObserver
{
    public void Began(Exchange exchange)
    {
    }

    public void Ended(Exchange exchange, AuditDraft draft, Rejection? rejection)
    {
    }
}
