namespace Sallyport.Gateway.Alerts.Channels;

/// <summary>Opens the sender of a channel.</summary>
internal static class AlertSenders
{
    public static IAlertSender Open(AlertChannel channel, TimeProvider time) => channel switch
    {
        WebhookChannel webhook => new HttpAlertSender(webhook, webhook.Url, (alert, request) => AlertBodies.Webhook(alert, webhook, request, time)),
        SlackChannel slack => new HttpAlertSender(slack, new Uri(slack.Url.Reveal()), AlertBodies.Slack),
        PagerDutyChannel pager => new HttpAlertSender(pager, pager.Url, (alert, request) => AlertBodies.PagerDuty(alert, pager, request)),
        EmailChannel email => new EmailAlertSender(email),
        _ => throw new InvalidOperationException($"Nothing sends to {channel.GetType().Name}."),
    };
}
