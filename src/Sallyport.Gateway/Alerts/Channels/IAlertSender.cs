namespace Sallyport.Gateway.Alerts.Channels;

/// <summary>Hands alerts to one receiver.</summary>
internal interface IAlertSender : IDisposable
{
    /// <summary>Returns once the receiver has taken the alert; throws if it has not.</summary>
    Task SendAsync(Alert alert, CancellationToken cancellation);
}
