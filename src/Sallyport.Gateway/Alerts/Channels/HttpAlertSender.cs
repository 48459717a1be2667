using System.Globalization;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Forwarding;

namespace Sallyport.Gateway.Alerts.Channels;

/// <summary>Posts each alert as JSON; what a channel adds to that is its own.</summary>
internal sealed class HttpAlertSender(AlertChannel channel, Uri url, Action<Alert, HttpRequestMessage> fill) : IAlertSender
{
    private readonly ReceiverClient _client = new(channel.IsInternal, channel.Authorities, channel.Timeout);

    public async Task SendAsync(Alert alert, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Headers.Add("user-agent", "sallyport");
        fill(alert, request);

        // Only the head counts: what a receiver says in its body is not ours to read or to keep.
        using var response = await _client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!response.IsSuccessStatusCode) throw new ExportFaultException(string.Create(CultureInfo.InvariantCulture, $"http_{(int)response.StatusCode}"), response.Headers.RetryAfter?.Delta);
    }

    public void Dispose() => _client.Dispose();
}
