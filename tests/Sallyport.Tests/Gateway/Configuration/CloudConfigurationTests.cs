using System.Security.Cryptography;
using System.Text.Json;
using Sallyport.Gateway.Configuration;
using Sallyport.Testing;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.Tests.Gateway.Configuration;

public sealed class CloudConfigurationTests
{
    private static readonly string Account = ServiceAccount();

    private static readonly string UserAccount = Account.Replace("service_account", "authorized_user", StringComparison.Ordinal);

    [Theory]
    [InlineData("provider: azure-openai, base_url: https://r.openai.azure.com, credential: '${env:K}'", "https://r.openai.azure.com/openai/v1")]
    [InlineData("provider: azure-openai, base_url: https://r.openai.azure.com/, api_version: 2024-10-21, credential: '${env:K}'", "https://r.openai.azure.com/openai")]
    [InlineData("provider: azure-openai, base_url: https://r.openai.azure.com, api_version: preview, credential: '${env:K}'", "https://r.openai.azure.com/openai/v1")]
    [InlineData("provider: azure-openai, base_url: https://gate.example.com/azure/openai, api_version: 2024-10-21, credential: '${env:K}'", "https://gate.example.com/azure/openai")]
    [InlineData("provider: bedrock, region: eu-west-1, credential: '${env:K}'", "https://bedrock-runtime.eu-west-1.amazonaws.com/")]
    [InlineData("provider: bedrock, region: cn-north-1, credential: '${env:K}'", "https://bedrock-runtime.cn-north-1.amazonaws.com.cn/")]
    [InlineData("provider: bedrock, region: eu-west-1, base_url: https://vpce-1.bedrock-runtime.eu-west-1.vpce.amazonaws.com, internal: true, credential: '${env:K}'", "https://vpce-1.bedrock-runtime.eu-west-1.vpce.amazonaws.com/")]
    [InlineData("provider: vertex, region: europe-west4, service_account: '${env:SA}'", "https://europe-west4-aiplatform.googleapis.com/v1")]
    [InlineData("provider: vertex, region: global, service_account: '${env:SA}'", "https://aiplatform.googleapis.com/v1")]
    [InlineData("provider: vertex, region: eu, service_account: '${env:SA}'", "https://aiplatform.eu.rep.googleapis.com/v1")]
    [InlineData("provider: xai, credential: '${env:K}'", "https://api.x.ai/v1")]
    [InlineData("provider: groq, credential: '${env:K}'", "https://api.groq.com/openai/v1")]
    [InlineData("provider: together, credential: '${env:K}'", "https://api.together.xyz/v1")]
    [InlineData("provider: openrouter, credential: '${env:K}'", "https://openrouter.ai/api/v1")]
    [InlineData("provider: cohere, credential: '${env:K}'", "https://api.cohere.ai/compatibility/v1")]
    [InlineData("provider: ollama", "http://127.0.0.1:11434/v1")]
    [InlineData("provider: vllm", "http://127.0.0.1:8000/v1")]
    [InlineData("provider: openai, region: eu, base_url: https://eu.api.openai.com, credential: '${env:K}'", "https://eu.api.openai.com/v1")]
    public void Each_provider_has_its_address(string upstream, string address)
    {
        var (compiled, problems) = Compile($"upstreams: {{ u: {{ {upstream} }} }}");
        Assert.Empty(problems);
        Assert.Equal(address, compiled!.Snapshot.Upstreams["u"].BaseAddress.AbsoluteUri);
    }

    [Theory]
    [InlineData("provider: azure-openai, credential: '${env:K}'", "upstreams.u.base_url", "missing")]
    [InlineData("provider: azure-openai, base_url: https://r.openai.azure.com", "upstreams.u.credential", "missing")]
    [InlineData("provider: azure-openai, base_url: https://r.openai.azure.com, credential: '${env:K}', entra: { tenant: t, client_id: c, client_secret: '${env:K}' }", "upstreams.u.entra", "stands there too")]
    [InlineData("provider: azure-openai, base_url: https://r.openai.azure.com, entra: { tenant: a/b, client_id: c, client_secret: '${env:K}' }", "upstreams.u.entra.tenant", "a/b")]
    [InlineData("provider: azure-openai, base_url: https://r.openai.azure.com, entra: { tenant: t, client_id: c, client_secret: '${env:K}', authority: http://login.example.com }", "upstreams.u.entra.authority", "login.example.com")]
    [InlineData("provider: azure-openai, base_url: https://r.openai.azure.com, api_version: '2024&x=1', credential: '${env:K}'", "upstreams.u.api_version", "2024&x=1")]
    [InlineData("provider: bedrock, credential: '${env:K}'", "upstreams.u.region", "missing")]
    [InlineData("provider: bedrock, region: eu.evil.example/, credential: '${env:K}'", "upstreams.u.region", "eu.evil.example/")]
    [InlineData("provider: bedrock, region: eu-west-1", "upstreams.u.credential", "missing")]
    [InlineData("provider: bedrock, region: eu-west-1, aws: { access_key: '${env:K}' }", "upstreams.u.aws.secret_key", "missing")]
    [InlineData("provider: bedrock, region: eu-west-1, aws: { access_key: AKIA, secret_key: '${env:K}' }", "upstreams.u.aws.access_key", "literal")]
    [InlineData("provider: vertex, region: eu, service_account: '${env:K}'", "upstreams.u.service_account", "not JSON")]
    [InlineData("provider: vertex, region: eu, service_account: '${env:USER}'", "upstreams.u.service_account", "no key of a service account")]
    [InlineData("provider: vertex, region: eu, project: '../x', service_account: '${env:SA}'", "upstreams.u.project", "../x")]
    [InlineData("provider: openai, credential: '${env:K}', aws: { access_key: '${env:K}', secret_key: '${env:K}' }", "upstreams.u.aws", "does not belong")]
    [InlineData("provider: openai, credential: '${env:K}', internal: true, base_url: https://10.0.0.1", "upstreams.u.internal", "numbers")]
    [InlineData("provider: openai, credential: '${env:K}', proxy: { url: socks5://p:1 }", "upstreams.u.proxy.url", "socks5")]
    [InlineData("provider: openai, credential: '${env:K}', proxy: { url: 'http://u:p@p:1' }", "upstreams.u.proxy.url", "not valid")]
    [InlineData("provider: openai, credential: '${env:K}', proxy: { url: 'http://p:1', user: u }", "upstreams.u.proxy.password", "missing")]
    [InlineData("provider: openai, credential: '${env:K}', dns: { pin: [ 10.0.0.0/8 ] }, proxy: { url: 'http://p:1' }", "upstreams.u.dns.pin", "proxy")]
    [InlineData("provider: openai, credential: '${env:K}', dns: { pin: [ example.com ] }", "upstreams.u.dns.pin[0]", "example.com")]
    [InlineData("provider: openai, credential: '${env:K}', dns: { pin: [] }", "upstreams.u.dns.pin", "empty")]
    [InlineData("provider: ollama, proxy: { url: 'http://p:1' }", "upstreams.u.proxy", "http upstream")]
    [InlineData("provider: openai, credential: '${env:K}', client_certificate: { certificate_file: /nowhere/c.pem, key_file: /nowhere/k.pem }", "upstreams.u.client_certificate.certificate_file", "does not exist")]
    public void A_mistake_is_named(string upstream, string key, string problem)
    {
        var (compiled, problems) = Compile($"upstreams: {{ u: {{ {upstream} }} }}");
        Assert.Null(compiled);
        Assert.Contains(problems, p => p.Key == key && p.ToString().Contains(problem, StringComparison.Ordinal));
        Assert.DoesNotContain(problems, p => p.ToString().Contains("PRIVATE KEY", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[ api.openai.com ]", true)]
    [InlineData("[ API.openai.com ]", true)]
    [InlineData("[ 'api.openai.com:443' ]", true)]
    [InlineData("[ '*.openai.com' ]", true)]
    [InlineData("[ openai.com ]", false)]
    [InlineData("[ '*.api.openai.com' ]", false)]
    [InlineData("[ 'api.openai.com:8443' ]", false)]
    [InlineData("[ evil-api.openai.com ]", false)]
    [InlineData("[]", false)]
    public void Only_hosts_on_the_list_may_be_named(string allow, bool allowed)
    {
        var problems = Compile($"egress: {{ allow: {allow} }}\nupstreams: {{ u: {{ provider: openai, credential: '${{env:K}}' }} }}").Problems;
        if (allowed) Assert.Empty(problems);
        else Assert.Equal("upstreams.u.base_url", Assert.Single(problems).Key);
    }

    [Theory]
    [InlineData("upstreams: { u: { provider: openai, credential: '${env:K}', proxy: { url: 'http://proxy.example.com:3128' } } }", "upstreams.u.proxy.url")]
    [InlineData("upstreams: { u: { provider: azure-openai, base_url: https://api.openai.com/openai/v1, entra: { tenant: t, client_id: c, client_secret: '${env:K}' } } }", "upstreams.u.entra.authority")]
    [InlineData("upstreams: { u: { provider: vertex, region: eu, base_url: https://api.openai.com/v1, service_account: '${env:SA}' } }", "upstreams.u.service_account")]
    [InlineData("audit: { exports: { e: { kind: webhook, url: https://sink.example.com/x, signing_key: '${env:K}' } } }", "audit.exports.e.url")]
    [InlineData("audit: { exports: { e: { kind: syslog, address: logs.example.com } } }", "audit.exports.e.address")]
    [InlineData("audit: { exports: { e: { kind: s3, bucket: b, access_key: '${env:K}', secret_key: '${env:K}' } } }", "audit.exports.e.bucket")]
    [InlineData("alerts: { channels: { c: { kind: pagerduty, routing_key: '${env:K}' } } }", "alerts.channels.c.url")]
    [InlineData("telemetry: { otlp_endpoint: https://otlp.example.com }", "telemetry.otlp_endpoint")]
    public void Tokens_proxies_and_sinks_are_on_the_list_too(string yaml, string key)
    {
        using var file = new ConfigurationFile("egress: { allow: [ api.openai.com ] }\n" + yaml + (yaml.StartsWith("upstreams", StringComparison.Ordinal) ? "" : "\nupstreams: { s: { provider: simulator } }"));
        (file.Variables["K"], file.Variables["SA"]) = ("k", Account);
        Assert.Equal(key, Assert.Single(file.Compile().Problems).Key);
    }

    [Theory]
    [InlineData("'*'")]
    [InlineData("https://api.openai.com")]
    [InlineData("api.openai.com/v1")]
    [InlineData("'*.*.com'")]
    [InlineData("a b")]
    public void A_list_holds_hosts_and_nothing_else(string entry) =>
        Assert.Contains(Compile($"egress: {{ allow: [ {entry} ] }}\nupstreams: {{ s: {{ provider: simulator }} }}").Problems, p => p.Key == "egress.allow[0]");

    [Fact]
    public void Variables_of_the_clouds_make_upstreams()
    {
        using var folder = new ScratchDirectory();
        File.WriteAllText(folder.File("sa.json"), Account);
        var found = FromEnvironment(out var problems, ("AZURE_OPENAI_API_KEY", "a"), ("AZURE_OPENAI_ENDPOINT", "https://r.openai.azure.com"), ("AZURE_OPENAI_API_VERSION", "2024-10-21"), ("AWS_ACCESS_KEY_ID", "i"), ("AWS_SECRET_ACCESS_KEY", "s"), ("AWS_SESSION_TOKEN", "t"), ("AWS_REGION", "eu-west-1"),
            ("GOOGLE_APPLICATION_CREDENTIALS", folder.File("sa.json")), ("GOOGLE_CLOUD_LOCATION", "europe-west4"), ("XAI_API_KEY", "x"), ("GROQ_API_KEY", "g"), ("TOGETHER_API_KEY", "o"), ("OPENROUTER_API_KEY", "r"), ("COHERE_API_KEY", "c"), ("OLLAMA_BASE_URL", "http://127.0.0.1:11434"));
        Assert.Empty(problems);
        Assert.Equal(
            ["azure-openai https://r.openai.azure.com/openai 2024-10-21", "bedrock https://bedrock-runtime.eu-west-1.amazonaws.com/ ", "cohere https://api.cohere.ai/compatibility/v1 ", "groq https://api.groq.com/openai/v1 ", "ollama http://127.0.0.1:11434/v1 ", "openrouter https://openrouter.ai/api/v1 ", "together https://api.together.xyz/v1 ", "vertex https://europe-west4-aiplatform.googleapis.com/v1 ", "xai https://api.x.ai/v1 "],
            found!.Upstreams.Values.Select(u => $"{u.Id} {u.BaseAddress} {u.ApiVersion}").Order(StringComparer.Ordinal));
        Assert.Equal("t", Assert.IsType<AwsSignIn>(found.Upstreams["bedrock"].SignIn).SessionToken!.Reveal());
        Assert.Equal(("p-1", "europe-west4"), (found.Upstreams["vertex"].Project, found.Upstreams["vertex"].Region));
    }

    [Fact]
    public void Credentials_of_a_cloud_alone_make_no_upstream()
    {
        var found = FromEnvironment(out var problems, ("AWS_ACCESS_KEY_ID", "i"), ("AWS_SECRET_ACCESS_KEY", "s"), ("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere.json"));
        Assert.Empty(problems);
        Assert.Equal(["simulator"], found!.Upstreams.Keys);
    }

    [Fact]
    public void A_key_of_Azure_without_an_endpoint_is_a_mistake()
    {
        FromEnvironment(out var problems, ("AZURE_OPENAI_API_KEY", "a"));
        Assert.Equal("AZURE_OPENAI_ENDPOINT", Assert.Single(problems).Key);
    }

    private static GatewaySnapshot? FromEnvironment(out IReadOnlyList<ConfigurationProblem> problems, params (string Name, string Value)[] variables)
    {
        var values = variables.ToDictionary(v => v.Name, v => v.Value);
        var startup = StartupOptions.Read(values.GetValueOrDefault, new ConfigurationProblems("environment"));
        return new ConfigurationCompiler(new PlainDetectorSource(), values.GetValueOrDefault).Compile(null, startup, out problems)?.Snapshot;
    }

    private static (CompiledConfiguration? Compiled, IReadOnlyList<ConfigurationProblem> Problems) Compile(string yaml)
    {
        using var file = new ConfigurationFile(yaml);
        (file.Variables["K"], file.Variables["SA"], file.Variables["USER"]) = ("k", Account, UserAccount);
        return file.Compile();
    }

    private static string ServiceAccount()
    {
        using var key = RSA.Create(2048);
        return JsonSerializer.Serialize(new { type = "service_account", project_id = "p-1", private_key_id = "k1", private_key = key.ExportPkcs8PrivateKeyPem(), client_email = "g@p-1.iam.gserviceaccount.com", token_uri = "https://oauth2.googleapis.com/token" });
    }
}
