using System.CommandLine;
using System.Text.RegularExpressions;
using Sallyport.Gateway.Configuration;
using Sallyport.Providers;
using Sallyport.Server.Import;
using Sallyport.Server.Verbs;
using Sallyport.Testing;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.Tests.Server.Import;

public sealed partial class LiteLlmImportTests
{
    private const string Secret = "sk-a-secret-that-nobody-may-see-0123456789";

    /// <summary>In the forms that LiteLLM's documentation shows.</summary>
    private const string Whole = $$"""
        model_list:
          - model_name: gpt-4o
            litellm_params:
              model: openai/gpt-4o
              api_key: os.environ/OPENAI_KEY_ONE
              rpm: 100
              tpm: 10000
              weight: 3
            model_info: { id: one, base_model: gpt-4o }
          - model_name: gpt-4o
            litellm_params: { model: gpt-4o-2024-11-20, api_key: os.environ/OPENAI_KEY_TWO, rpm: 50, tpm: 5000 }
          - model_name: claude
            litellm_params: { model: anthropic/claude-sonnet-4-5, api_key: "{{Secret}}", temperature: 0.2 }
          - model_name: local
            litellm_params: { model: openai/meta/llama-3, api_base: "http://10.0.0.5:8000/v1", api_key: none, timeout: 30, max_retries: 9 }
          - model_name: docker
            litellm_params: { model: hosted_vllm/qwen, api_base: "http://vllm:8000" }
          - model_name: fast
            litellm_params: { model: groq/llama-3.3-70b-versatile }
          - model_name: elsewhere
            litellm_params: { model: azure/gpt-4o, api_base: "https://x.openai.azure.com", api_key: os.environ/AZURE_API_KEY, api_version: "2024-02-01" }
          - model_name: "openai/*"
            litellm_params: { model: "openai/*" }
        router_settings:
          routing_strategy: usage-based-routing-v2
          model_group_alias: { best: gpt-4o, hidden: { model: claude, hidden: true } }
          fallbacks: [ { gpt-4o: [ claude, elsewhere ] } ]
          num_retries: 2
          redis_password: "{{Secret}}"
        litellm_settings:
          drop_params: true
          default_fallbacks: [ fast ]
          success_callback: [ langfuse ]
          max_budget: 250.5
          budget_duration: 30d
          cache_params: { type: redis, password: "{{Secret}}" }
        general_settings: { master_key: "{{Secret}}", database_url: "postgresql://u:{{Secret}}@h/d", max_parallel_requests: 500, alerting: [ slack ] }
        guardrails:
          - guardrail_name: "PII mask"
            litellm_params: { guardrail: presidio, mode: pre_call, default_on: true, output_parse_pii: true, pii_entities_config: { CREDIT_CARD: BLOCK, EMAIL_ADDRESS: MASK, DE_UNKNOWN: MASK } }
          - guardrail_name: secrets
            litellm_params: { guardrail: hide-secrets, mode: [ pre_call, post_call ] }
          - guardrail_name: watch
            litellm_params: { guardrail: presidio, mode: logging_only, default_on: true }
          - guardrail_name: aim
            litellm_params: { guardrail: aim, mode: pre_call, api_key: "{{Secret}}" }
        environment_variables: { LANGFUSE_SECRET_KEY: "{{Secret}}" }
        """;

    [Fact]
    public void The_result_is_a_configuration_that_check_accepts_and_means_the_same()
    {
        var snapshot = Compile(Converted(Whole, out _));
        Assert.Equal(["best", "claude", "docker", "fast", "gpt-4o", "hidden", "local"], snapshot.Models.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["openai gpt-4o", "openai-2 gpt-4o-2024-11-20", "anthropic claude-sonnet-4-5", "api-groq-com llama-3.3-70b-versatile"],
            snapshot.Models["gpt-4o"].Targets.Select(t => t.Upstream + " " + t.Model));
        Assert.Equal(("openai", "sk-one"), (snapshot.Models["best"].Targets[0].Upstream, snapshot.Upstreams["openai"].Credential!.Reveal()));
        var local = snapshot.Upstreams["10-0-0-5"];
        Assert.Equal((ProviderId.OpenAICompatible, "http://10.0.0.5:8000/v1", null, TimeSpan.FromSeconds(30), 5), (local.Provider, local.BaseAddress.AbsoluteUri, local.Credential, local.FirstByteTimeout, local.MaxAttempts));
        Assert.Equal(3, snapshot.Upstreams["openai"].MaxAttempts);
        Assert.Equal(500, snapshot.Limits.MaxConcurrentRequests);
        var rules = snapshot.Guardrails.For(EndpointGroups.Chat);
        Assert.Contains(rules.Request.Rules, r => r is { Guardrail: "pii-mask", Detector: "payment-card", Action: GuardrailAction.Block });
        Assert.Contains(rules.Request.Rules, r => r is { Guardrail: "pii-mask", Detector: "email", Action: GuardrailAction.Pseudonymize });
        Assert.Contains(rules.Response.Rules, r => r is { Guardrail: "secrets", Detector: "api-key", Action: GuardrailAction.Redact });
        Assert.Contains(rules.Request.Rules, r => r is { Guardrail: "watch", Detector: "us-ssn", MonitorOnly: true });
    }

    [Fact]
    public void Limits_and_budgets_are_those_of_the_whole_group()
    {
        var text = Converted(Whole, out _);
        Assert.Contains("gpt-4o-rpm: { per: model, requests: 150, every: minute, match: { models: [ \"gpt-4o\" ] } }", text, StringComparison.Ordinal);
        Assert.Contains("gpt-4o-tpm: { per: model, tokens: 15000, every: minute, match: { models: [ \"gpt-4o\" ] } }", text, StringComparison.Ordinal);
        Assert.Contains("everything: { per: global, money: \"250.5 USD\", every: month }", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model_list[0].litellm_params.weight")]
    [InlineData("model_list[0].model_info")]
    [InlineData("model_list[2].litellm_params.api_key")]
    [InlineData("model_list[2].litellm_params.temperature")]
    [InlineData("model_list[3].litellm_params.max_retries")]
    [InlineData("model_list[4].litellm_params.api_base")]
    [InlineData("model_list[6].litellm_params.model")]
    [InlineData("model_list[7].model_name")]
    [InlineData("router_settings.routing_strategy")]
    [InlineData("router_settings.fallbacks[0].gpt-4o[1]")]
    [InlineData("router_settings.redis_password")]
    [InlineData("litellm_settings.drop_params")]
    [InlineData("litellm_settings.success_callback")]
    [InlineData("litellm_settings.cache_params")]
    [InlineData("general_settings.master_key")]
    [InlineData("general_settings.database_url")]
    [InlineData("general_settings.alerting")]
    [InlineData("guardrails[0].litellm_params.pii_entities_config.DE_UNKNOWN")]
    [InlineData("guardrails[1]")]
    [InlineData("guardrails[3].litellm_params.guardrail")]
    [InlineData("environment_variables.LANGFUSE_SECRET_KEY")]
    public void What_has_no_equivalent_is_named(string path)
    {
        var text = Converted(Whole, out var notes);
        Assert.Contains(notes, n => n.StartsWith(path + ":", StringComparison.Ordinal));
        Assert.Contains("# - " + path + ":", text, StringComparison.Ordinal);
    }

    [Fact]
    public void No_secret_of_the_old_file_is_in_the_new_one_or_in_what_is_said()
    {
        var text = Converted(Whole, out var notes);
        Assert.DoesNotContain(Secret, text + string.Join('\n', notes), StringComparison.Ordinal);
        Assert.Contains("credential: \"${env:ANTHROPIC_API_KEY}\"", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "model_list is missing")]
    [InlineData("model_list: []", "model_list is missing")]
    [InlineData("model_list: [ { model_name: a, litellm_params: { model: bedrock/x } } ]", "no model of model_list")]
    [InlineData("model_list: [ \"" + Secret, "not valid YAML at line 1")]
    public void A_file_that_gives_no_model_gives_no_configuration(string yaml, string expected)
    {
        Assert.Null(new LiteLlmImport().Convert(yaml, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\\\" }, x: { targets: [] }, \\\"b")]
    [InlineData("a\\nupstreams: {}")]
    [InlineData("a b")]
    public void A_name_cannot_become_more_than_a_name(string name)
    {
        var yaml = $$"""model_list: [ { model_name: "{{name}}", litellm_params: { model: openai/gpt-4o } }, { model_name: good, litellm_params: { model: "openai/gpt-4o\"}" } } ]""";
        var snapshot = Compile(Converted(yaml, out var notes));
        Assert.Equal("good", Assert.Single(snapshot.Models).Key);
        Assert.Equal("gpt-4o\"}", snapshot.Models["good"].Targets[0].Model);
        Assert.Contains(notes, n => n.StartsWith("model_list[0].model_name:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_verb_writes_a_new_file_and_never_over_an_old_one()
    {
        using var folder = new ScratchDirectory();
        var (from, to) = (folder.File("config.yaml"), folder.File("sallyport.yaml"));
        await File.WriteAllTextAsync(from, Whole);
        var (code, _, errors) = await RunAsync("litellm", from, "--out", to);
        Assert.Equal(0, code);
        Assert.Contains("general_settings.master_key:", errors, StringComparison.Ordinal);
        var written = await File.ReadAllTextAsync(to);
        Assert.Equal(Converted(Whole, out _), written);

        Assert.NotEqual(0, (await RunAsync("litellm", from, "--out", to)).Code);
        Assert.Equal(written, await File.ReadAllTextAsync(to));
        Assert.Equal(written, (await RunAsync("litellm", from)).Output);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await ImportVerb.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return (code, output.ToString(), errors.ToString());
    }

    private static string Converted(string yaml, out IReadOnlyList<string> notes)
    {
        var import = new LiteLlmImport();
        var text = import.Convert(yaml, out var problem);
        Assert.True(text is not null, problem);
        notes = import.Notes;
        return text;
    }

    private static GatewaySnapshot Compile(string yaml)
    {
        using var file = new ConfigurationFile(yaml);
        foreach (Match variable in Variable().Matches(yaml)) file.Variables[variable.Groups["name"].Value] = variable.Groups["name"].Value == "OPENAI_KEY_ONE" ? "sk-one" : "sk-other";
        var compiled = file.Compiler(new CatalogDetectorSource()).Compile(file.FilePath, file.Startup(), out var problems);
        Assert.True(compiled is not null && problems.Count == 0, string.Join('\n', problems) + "\n" + yaml);
        return compiled.Snapshot;
    }

    [GeneratedRegex(@"\$\{env:(?<name>[A-Z0-9_]+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
