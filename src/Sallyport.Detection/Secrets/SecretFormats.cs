using Sallyport.Detection.Secrets.Formats;

namespace Sallyport.Detection.Secrets;

/// <summary>Key formats of all providers. Of those that fit at one place, the one with the longest anchor names the key.</summary>
internal static class SecretFormats
{
    public static SecretFormat[] All { get; } =
    [
        // Sallyport's own virtual keys
        new("sallyport-key", "sp_dev_{alnum:10}_{alnum:38}", Confidence.Likely),
        new("sallyport-key", "sp_stg_{alnum:10}_{alnum:38}", Confidence.Likely),
        new("sallyport-key", "sp_prod_{alnum:10}_{alnum:38}", Confidence.Likely),
        new("sallyport-key", "sp_dev_{dotted:16-160}", Confidence.Likely),
        new("sallyport-key", "sp_stg_{dotted:16-160}", Confidence.Likely),
        new("sallyport-key", "sp_prod_{dotted:16-160}", Confidence.Likely),
        .. AiFormats.All,
        .. CloudFormats.All,
        .. CodeFormats.All,
        .. CommerceFormats.All,
        new("jwt", "eyJ{url:12-1024}.eyJ{url:8-2048}.{url:16-1024}"),
        new("jwe", "eyJ{url:12-1024}.{url:0-1024}.{url:8-64}.{url:8-2000}.{url:16-64}"),
        new("slack-webhook", "hooks.slack.com/services/T{alnum:5-16}/B{alnum:5-16}/{alnum:10-30}"),
        new("slack-webhook", "hooks.slack.com/workflows/{url:5-16}/{url:5-16}/{url:10-30}"),
        new("slack-webhook", "hooks.slack.com/triggers/{url:5-16}/{url:5-16}/{url:10-40}"),
    ];

    /// <summary>Most chars one key can have.</summary>
    public const int MaxLength = 4_160;
}
