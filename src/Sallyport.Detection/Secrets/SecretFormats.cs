namespace Sallyport.Detection.Secrets;

/// <summary>Key formats by provider. Longer anchors first: the first format that fits wins.</summary>
internal static class SecretFormats
{
    public static IReadOnlyList<SecretFormat> All { get; } =
    [
        // Sallyport's own virtual keys
        new("sallyport-dev", "sp_dev_{dotted:16-160}"),
        new("sallyport-stg", "sp_stg_{dotted:16-160}"),
        new("sallyport-prod", "sp_prod_{dotted:16-160}"),

        // AI providers
        new("anthropic", "sk-ant-{url:32-160}"),
        new("openai-project", "sk-proj-{url:32-220}"),
        new("openai-service-account", "sk-svcacct-{url:32-220}"),
        new("openai-admin", "sk-admin-{url:32-220}"),
        new("openrouter", "sk-or-v1-{hex:64}"),
        new("openai-or-deepseek", "sk-{alnum:20-64}"),
        new("google-api", "AIza{url:34-40}"),
        new("google-ai", "AQ.{url:30-120}"),
        new("google-oauth", "GOCSPX-{url:20-40}"),
        new("hugging-face", "hf_{alnum:30-40}"),
        new("groq", "gsk_{alnum:40-64}"),
        new("xai", "xai-{alnum:60-100}"),
        new("perplexity", "pplx-{alnum:32-64}"),
        new("replicate", "r8_{alnum:30-48}"),
        new("fireworks", "fw_{alnum:20-48}"),
        new("nvidia", "nvapi-{url:48-80}"),

        // Clouds
        new("aws-access-key", "AKIA{upper:16}"),
        new("aws-temporary-key", "ASIA{upper:16}"),
        new("aws-bedrock", "ABSK{base64:60-160}"),
        new("azure-account-key", "AccountKey={base64:40-120}"),
        new("digitalocean", "dop_v1_{hex:64}"),
        new("digitalocean-oauth", "doo_v1_{hex:64}"),
        new("databricks", "dapi{hex:32-36}"),
        new("hashicorp-vault", "hvs.{url:24-220}"),
        new("hashicorp-batch", "hvb.{url:80-320}"),
        new("doppler", "dp.pt.{alnum:40-48}"),
        new("age", "AGE-SECRET-KEY-1{upper:58}"),

        // Code and packages
        new("github-classic", "ghp_{alnum:36-251}"),
        new("github-oauth", "gho_{alnum:36-251}"),
        new("github-user", "ghu_{alnum:36-251}"),
        new("github-server", "ghs_{dotted:36-1000}"),
        new("github-refresh", "ghr_{alnum:36-251}"),
        new("github-fine-grained", "github_pat_{url:60-120}"),
        new("gitlab", "glpat-{dotted:20-80}"),
        new("npm", "npm_{alnum:36}"),
        new("pypi", "pypi-{url:50-400}"),
        new("atlassian", "ATATT3{url:100-240}"),
        new("linear", "lin_api_{alnum:40}"),
        new("postman", "PMAK-{hex:24}-{hex:34}"),
        new("figma", "figd_{url:38-48}"),
        new("newrelic", "NRAK-{upper:27}"),
        new("sentry-user", "sntryu_{hex:64}"),
        new("sentry-org", "sntrys_{url:60-400}"),
        new("grafana", "glsa_{alnum:32}_{hex:8}"),
        new("notion", "ntn_{alnum:40-60}"),

        // Payment and commerce
        new("stripe-live", "sk_live_{alnum:16-252}"),
        new("stripe-test", "sk_test_{alnum:16-252}"),
        new("stripe-restricted-live", "rk_live_{alnum:16-252}"),
        new("stripe-restricted-test", "rk_test_{alnum:16-252}"),
        new("stripe-webhook", "whsec_{base64:24-80}"),
        new("shopify-admin", "shpat_{hex:32}"),
        new("shopify-shared", "shpss_{hex:32}"),
        new("shopify-custom", "shpca_{hex:32}"),
        new("shopify-private", "shppa_{hex:32}"),
        new("square-access", "sq0atp-{url:22}"),
        new("square-secret", "sq0csp-{url:43}"),
        new("square-token", "EAAA{url:60}"),

        // Messages and mail
        new("slack", "xoxb-{url:20-120}"),
        new("slack", "xoxp-{url:20-120}"),
        new("slack", "xoxa-{url:20-120}"),
        new("slack", "xoxr-{url:20-120}"),
        new("slack", "xoxs-{url:20-120}"),
        new("slack", "xoxe-{url:20-200}"),
        new("slack-app", "xapp-{url:20-160}"),
        new("slack-webhook", "hooks.slack.com/services/T{alnum:8-12}/B{alnum:8-12}/{alnum:20-28}"),
        new("sendgrid", "SG.{url:16-32}.{url:32-64}"),
        new("mailgun", "key-{hex:32}"),

        // Signed tokens
        new("jwt", "eyJ{url:12-1024}.eyJ{url:8-2048}.{url:16-1024}"),
    ];

    /// <summary>Most chars one key can have.</summary>
    public const int MaxLength = 4_160;
}
