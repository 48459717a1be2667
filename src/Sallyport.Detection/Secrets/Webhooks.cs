using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Secrets;

/// <summary>URLs whose path is the key: whoever knows them may post.</summary>
internal static class Webhooks
{
    private const int MaxUrl = 400;
    private static readonly (string Kind, string Host, string Path, int Least)[] All =
    [
        ("slack-webhook", "hooks.slack.com", "/services/T", 20),
        ("slack-webhook", "hooks.slack.com", "/workflows/", 20),
        ("slack-webhook", "hooks.slack.com", "/triggers/", 20),
        ("discord-webhook", "discord.com", "/api/webhooks/", 60),
        ("discord-webhook", "discordapp.com", "/api/webhooks/", 60),
        ("teams-webhook", ".webhook.office.com", "/webhookb2/", 60),
        ("teams-webhook", "outlook.office.com", "/webhook/", 60),
        ("zapier-webhook", "hooks.zapier.com", "/hooks/catch/", 10),
        ("make-webhook", ".make.com", "/", 24),
        ("ifttt-webhook", "maker.ifttt.com", "/trigger/", 20),
        ("feishu-webhook", "open.feishu.cn", "/open-apis/bot/v2/hook/", 30),
        ("feishu-webhook", "open.larksuite.com", "/open-apis/bot/v2/hook/", 30),
        ("dingtalk-webhook", "oapi.dingtalk.com", "/robot/send?access_token=", 40),
        ("wecom-webhook", "qyapi.weixin.qq.com", "/cgi-bin/webhook/send?key=", 30),
        ("google-chat-webhook", "chat.googleapis.com", "/v1/spaces/", 60),
        ("pagerduty-webhook", "events.pagerduty.com", "/integration/", 30),
        ("mattermost-webhook", "", "/hooks/", 26),
    ];

    public static IEnumerable<string> Kinds => All.Select(w => w.Kind);

    /// <summary>The URL whose <c>://</c> is at <paramref name="at"/>, if it is a webhook.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, int at, out int start, out int end, out string kind)
    {
        (start, end, kind) = (at, 0, "");
        var rest = text[(at + 3)..Math.Min(text.Length, at + MaxUrl)];
        var length = rest.IndexOfAny(SecretAssignment.Ends);
        if (length >= 0) rest = rest[..length];
        var slash = rest.IndexOf('/');
        if (slash < 4) return false;
        var host = rest[..slash];
        foreach (var webhook in All)
        {
            if (!Matches(host, webhook.Host) || !rest[slash..].StartsWith(webhook.Path) || rest.Length - slash - webhook.Path.Length < webhook.Least) continue;
            var key = rest[(slash + webhook.Path.Length)..];
            if (webhook.Host.Length == 0 && (key.Length != 26 || key.ContainsAnyExcept(SecretFormat.Alphabet("lower")) || WordLikeness.IsWordy(key))) continue;
            if (Randomness.IsPlaceholder(key) || !key.ContainsAny(TextChars.Digits) || (webhook.Kind == "make-webhook" && !host.StartsWith("hook."))) continue;
            while (start > 0 && at - start < 6 && char.IsAsciiLetter(text[start - 1])) start--;
            end = at + 3 + rest.TrimEnd(".:").Length;
            kind = webhook.Kind;
            return true;
        }

        return false;
    }

    private static bool Matches(ReadOnlySpan<char> host, string name) => name.StartsWith('.') ? host.EndsWith(name) : name.Length == 0 || host.SequenceEqual(name) || (host.EndsWith(name) && host[^(name.Length + 1)] == '.');
}
