namespace Sallyport.Detection.Secrets.Formats;

/// <summary>Keys of model providers and of the tools around them.</summary>
internal static class AiFormats
{
    public static SecretFormat[] All { get; } =
    [
        // Model providers
        new("anthropic-admin-key", "sk-ant-admin01-{url:32-160}"),
        new("anthropic-api-key", "sk-ant-{url:32-160}"),
        new("openai-project-key", "sk-proj-{url:32-220}"),
        new("openai-service-account-key", "sk-svcacct-{url:32-220}"),
        new("openai-admin-key", "sk-admin-{url:32-220}"),
        new("openrouter-key", "sk-or-v1-{hex:64}"),
        new("openrouter-key", "sk-or-{url:32-80}"),
        new("langfuse-secret-key", "sk-lf-{hexdash:36}"),
        new("helicone-key", "sk-helicone-{url:20-60}"),
        new("openai-or-deepseek-key", "sk-{alnum:20-64}"),
        new("google-api-key", "AIza{url:34-40}"),
        new("google-ai-key", "AQ.{url:30-120}"),
        new("huggingface-token", "hf_{alnum:30-40}"),
        new("huggingface-organization-token", "api_org_{alnum:34}"),
        new("groq-key", "gsk_{alnum:40-64}"),
        new("xai-key", "xai-{alnum:60-100}"),
        new("xai-management-key", "xai-token-{alnum:60-100}"),
        new("perplexity-key", "pplx-{alnum:32-64}"),
        new("replicate-token", "r8_{alnum:30-48}"),
        new("fireworks-key", "fw_{alnum:20-48}"),
        new("nvidia-key", "nvapi-{url:48-80}"),
        new("cerebras-key", "csk-{alnum:40-60}"),
        new("together-key", "tgp_v1_{url:40-60}"),
        new("voyage-key", "pa-{url:40-48}"),
        new("jina-key", "jina_{hex:32}{url:20-40}"),
        new("elevenlabs-key", "sk_{hex:48}"),
        new("llamacloud-key", "llx-{alnum:40-64}"),
        new("runpod-key", "rpa_{upper:32}{alnum:6-18}"),

        // Tools
        new("langsmith-personal-token", "lsv2_pt_{hex:32}_{hex:10}"),
        new("langsmith-service-key", "lsv2_sk_{hex:32}_{hex:10}"),
        new("wandb-key", "wandb_v1_{url:40-100}"),
        new("pinecone-key", "pcsk_{alnum:4-8}_{alnum:50-80}"),
        new("tavily-key", "tvly-{url:28-60}"),
        new("firecrawl-key", "fc-{hex:32}"),
        new("e2b-key", "e2b_{hex:40}"),
        new("apify-token", "apify_api_{alnum:34-40}"),
        new("composio-key", "ak_{url:18-24}", Confidence.Possible),
    ];
}
