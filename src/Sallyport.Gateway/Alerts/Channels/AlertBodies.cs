using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Gateway.Audit.Export.Sinks;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Gateway.Alerts.Channels;

/// <summary>An alert in the form that each kind of receiver takes.</summary>
internal static class AlertBodies
{
    /// <summary>Longest summary that PagerDuty takes.</summary>
    private const int MaxPagerSummary = 1_024;

    /// <summary>Our own form, signed as batches of the audit webhook are. Receivers tell a repeated alert by its id.</summary>
    public static void Webhook(Alert alert, WebhookChannel channel, HttpRequestMessage request, TimeProvider time)
    {
        var body = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["schema"] = "sallyport.alert.v1",
            ["id"] = alert.Id,
            ["kind"] = EnumWords.Of(alert.Kind),
            ["severity"] = EnumWords.Of(alert.Severity),
            ["at"] = Time(alert.At),
            ["summary"] = alert.Summary,
            ["facts"] = JsonNode.Parse(alert.Facts),
        }.ToJsonString());
        Set(request, body);
        request.Headers.Add("x-sallyport-signature", WebhookSignature.Of(channel.SigningKey, time.GetUtcNow(), body));
        if (channel.Token is { } token) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
    }

    /// <summary>Incoming webhooks of Slack and of those who take the same form. Its three control characters are escaped.</summary>
    public static void Slack(Alert alert, HttpRequestMessage request)
    {
        var text = alert.Summary.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
        Set(request, Encoding.UTF8.GetBytes(new JsonObject { ["text"] = $"[{EnumWords.Of(alert.Severity)}] {text}" }.ToJsonString()));
    }

    /// <summary>Events API v2. Alerts of one topic are one incident, and the end of a stop resolves it.</summary>
    public static void PagerDuty(Alert alert, PagerDutyChannel channel, HttpRequestMessage request) => Set(request, Encoding.UTF8.GetBytes(new JsonObject
    {
        ["routing_key"] = channel.RoutingKey.Reveal(),
        ["event_action"] = alert.Kind is AlertKind.StopLifted ? "resolve" : "trigger",
        ["dedup_key"] = alert.Topic,
        ["client"] = "Sallyport",
        ["payload"] = new JsonObject
        {
            ["summary"] = alert.Summary.Length <= MaxPagerSummary ? alert.Summary : alert.Summary[..MaxPagerSummary],
            ["source"] = "sallyport",
            ["severity"] = EnumWords.Of(alert.Severity),
            ["timestamp"] = Time(alert.At),
            ["class"] = EnumWords.Of(alert.Kind),
            ["custom_details"] = JsonNode.Parse(alert.Facts),
        },
    }.ToJsonString()));

    private static void Set(HttpRequestMessage request, byte[] body)
    {
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
