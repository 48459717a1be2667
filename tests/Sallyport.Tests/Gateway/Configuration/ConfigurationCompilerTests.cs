using Microsoft.Extensions.Logging;
using Sallyport.Detection;
using Sallyport.Gateway.Classification;
using Sallyport.Gateway.Configuration;
using Sallyport.Providers;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.Tests.Gateway.Configuration;

public sealed class ConfigurationCompilerTests
{
    private const string Whole = """
        listen:   { api: "127.0.0.1:8081", admin: "[::1]:9091" }
        storage:  { kind: sqlite, path: elsewhere/sallyport.db }
        upstreams:
          openai-eu: { provider: openai, base_url: "https://eu.api.openai.com/v1/", credential: "${env:OPENAI_KEY}", allow_store: true, max_sensitivity: confidential, connect_timeout: 500ms, first_byte_timeout: 10m, idle_timeout: 30s, max_attempts: 2 }
          local: { provider: openai-compatible, base_url: "http://10.0.0.5:8000" }
        models:
          gpt-large: { targets: [ { upstream: openai-eu, model: gpt-4o }, { upstream: local, model: llama } ], max_sensitivity: internal }
        guardrails:
          cards: { endpoints: [chat], request: [ { detector: payment-card, action: block, min_confidence: likely }, { detector: project-codes, action: redact } ] }
          watch: { mode: monitor, request: [ { detector: email, action: block } ] }
        dictionaries: { project-codes: { label: PROJECT, terms: [ Bluebird ], sensitivity: confidential } }
        patterns: { ticket: { label: TICKET, pattern: "PRJ-[0-9]{4,6}", max_length: 64 } }
        limits: { max_request_bytes: 2048, max_response_bytes: 4096, max_concurrent_requests: 10, max_concurrent_requests_per_key: 5, body_timeout: 5s }
        telemetry: { otlp_endpoint: "http://127.0.0.1:4318", log_level: warn }
        """;

    [Fact]
    public void Every_section_reaches_the_snapshot()
    {
        var compiled = Compiled(Whole, ("OPENAI_KEY", "sk-1"));
        var upstream = compiled.Snapshot.Upstreams["openai-eu"];

        Assert.Equal(
            (ProviderId.OpenAI, "https://eu.api.openai.com/v1", "sk-1", true, Sensitivity.Confidential, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(30), 2),
            (upstream.Provider, upstream.BaseAddress.AbsoluteUri, upstream.Credential!.Reveal(), upstream.AllowStore, upstream.MaxSensitivity, upstream.ConnectTimeout, upstream.FirstByteTimeout, upstream.IdleTimeout, upstream.MaxAttempts));
        Assert.Equal("http://10.0.0.5:8000/v1", compiled.Snapshot.Upstreams["local"].BaseAddress.AbsoluteUri);
        Assert.Equal([new ModelTarget("openai-eu", "gpt-4o"), new ModelTarget("local", "llama")], compiled.Snapshot.Models["gpt-large"].Targets);
        Assert.Equal(new LimitSnapshot { MaxRequestBytes = 2048, MaxResponseBytes = 4096, MaxConcurrentRequests = 10, MaxConcurrentRequestsPerKey = 5, BodyTimeout = TimeSpan.FromSeconds(5) }, compiled.Snapshot.Limits);
        Assert.Equal(
            ("127.0.0.1:8081", "[::1]:9091", Path.GetFullPath("elsewhere/sallyport.db"), "http://127.0.0.1:4318/", LogLevel.Warning),
            (compiled.Server.ApiListen.ToString(), compiled.Server.AdminListen.ToString(), compiled.Server.Storage.Place, compiled.Server.OtlpEndpoint!.AbsoluteUri, compiled.Server.LogLevel));
    }

    [Fact]
    public void Rules_apply_to_their_endpoints_and_direction_alone()
    {
        var guardrails = Compiled(Whole, ("OPENAI_KEY", "sk-1")).Snapshot.Guardrails;

        Assert.Equal(
            [
                new InspectionRule("cards", "payment-card", "CARD", GuardrailAction.Block, false, Confidence.Likely, Sensitivity.Restricted),
                new InspectionRule("cards", "project-codes", "PROJECT", GuardrailAction.Redact, false, Confidence.Possible, Sensitivity.Confidential),
                new InspectionRule("default", "ticket", "TICKET", GuardrailAction.Pseudonymize, false, Confidence.Possible, Sensitivity.Internal),
                new InspectionRule("watch", "email", "EMAIL", GuardrailAction.Block, true, Confidence.Possible, Sensitivity.Confidential),
            ],
            guardrails.For(EndpointGroups.Chat).Request.Rules);
        Assert.Equal(["ticket", "email"], guardrails.For(EndpointGroups.Messages).Request.Rules.Select(r => r.Detector));
        Assert.Empty(guardrails.For(EndpointGroups.Chat).Response.Rules);
        Assert.Empty(guardrails.For(EndpointGroups.Models).Request.Rules);
    }

    [Fact]
    public void Without_guardrails_grave_data_is_redacted_and_personal_data_pseudonymized()
    {
        var guardrails = Compiled("dictionaries: { codes: { label: CODE, terms: [ ab ] } }").Snapshot.Guardrails;

        Assert.Equal(
            "us-ssn Redact, payment-card Redact, iban Redact, api-key Redact, private-key Redact, password Redact, " +
            "national-id Redact, tax-id Redact, passport Redact, driver-license Redact, bank-account Redact, card-code Redact, medical-id Redact, " +
            "email Pseudonymize, phone Pseudonymize, ip-address Pseudonymize, internal-host Pseudonymize, " +
            "address Pseudonymize, mac-address Pseudonymize, vehicle-id Pseudonymize, device-id Pseudonymize, crypto-wallet Pseudonymize, codes Pseudonymize",
            Text(guardrails.For(EndpointGroups.Responses).Request));
        Assert.Equal(
            "us-ssn Redact, payment-card Redact, iban Redact, api-key Redact, private-key Redact, password Redact, email Flag, phone Flag, ip-address Flag, internal-host Flag",
            Text(guardrails.For(EndpointGroups.Responses).Response));
        Assert.All(guardrails.For(EndpointGroups.Complete).Request.Rules, r => Assert.Equal(GuardrailAction.Redact, r.Action));
        Assert.Equal(23, guardrails.For(EndpointGroups.Complete).Request.Rules.Count);
    }

    [Fact]
    public void The_strongest_enforced_action_wins_and_monitored_rules_still_count()
    {
        var policy = Compiled("""
            guardrails:
              weak: { request: [ { detector: email, action: flag } ] }
              watch: { mode: monitor, request: [ { detector: email, action: block } ] }
              strong: { request: [ { detector: email, action: redact } ] }
              idle: { mode: off, request: [ { detector: phone, action: block } ] }
              ignore: { request: [ { detector: iban, action: allow } ] }
            """).Snapshot.Guardrails.For(EndpointGroups.Chat).Request;

        Assert.Equal([("strong", GuardrailAction.Redact, false), ("watch", GuardrailAction.Block, true)], policy.Rules.Select(r => (r.Guardrail, r.Action, r.MonitorOnly)));
        Assert.Single(policy.Enforced.Detectors.Detectors);
    }

    [Fact]
    public void A_weaker_rule_stays_where_it_reaches_further()
    {
        var policy = Compiled("""
            guardrails:
              strict: { request: [ { detector: email, action: block, min_confidence: certain } ] }
              wide: { request: [ { detector: email, action: flag, min_confidence: possible } ] }
            """).Snapshot.Guardrails.For(EndpointGroups.Chat).Request;

        Assert.Equal(["strict", "wide"], policy.Rules.Select(r => r.Guardrail));
    }

    [Fact]
    public void The_version_follows_what_a_configuration_does_and_no_secret()
    {
        var one = Compiled("limits: { max_request_bytes: 2048, body_timeout: 60s }").Snapshot.Version;

        Assert.Matches("^[0-9a-f]{12}$", one);
        Assert.Equal(one, Compiled("# same\nlimits:\n  body_timeout: 1m\n  max_request_bytes: 2048").Snapshot.Version);
        Assert.NotEqual(one, Compiled("limits: { max_request_bytes: 2049 }").Snapshot.Version);
        Assert.Equal(Compiled("", ("OPENAI_API_KEY", "sk-a")).Snapshot.Version, Compiled("", ("OPENAI_API_KEY", "sk-b")).Snapshot.Version);
    }

    [Fact]
    public void A_list_of_words_may_come_from_a_file()
    {
        using var words = new ConfigurationFile("# projects\n\nBluebird\n  Kingfisher \n", "codes.txt");
        var yaml = $"dictionaries: {{ codes: {{ label: CODE, file: \"{words.FilePath}\" }} }}";
        var compiled = Compiled(yaml);
        words.Write("Bluebird\nOsprey\n");

        Assert.Contains(words.FilePath, compiled.Files);
        Assert.NotEqual(compiled.Snapshot.Version, Compiled(yaml).Snapshot.Version);
    }

    [Fact]
    public void A_secret_may_come_from_a_file_and_never_prints()
    {
        using var secret = new ConfigurationFile("sk-from-file\n", "key");
        var credential = Compiled($"upstreams: {{ a: {{ provider: openai, credential: \"${{file:{secret.FilePath}}}\" }} }}").Snapshot.Upstreams["a"].Credential!;

        Assert.Equal(("sk-from-file", "***"), (credential.Reveal(), credential.ToString()));
    }

    [Fact]
    public void Variables_win_over_the_listeners_of_the_file()
    {
        var server = Compiled(Whole, ("OPENAI_KEY", "k"), ("SALLYPORT_API_LISTEN", "0.0.0.0:80"), ("SALLYPORT_DATA_DIR", "/tmp/d")).Server;

        Assert.Equal(("0.0.0.0:80", "[::1]:9091"), (server.ApiListen.ToString(), server.AdminListen.ToString()));
        Assert.Equal("/tmp/d/sallyport.db", Compiled("", ("SALLYPORT_DATA_DIR", "/tmp/d")).Server.Storage.Place);
    }

    [Theory]
    [InlineData("postgresql://app:p%40ss@db.example.com/gate", "db.example.com", 5432, DatabaseTls.VerifyFull)]
    [InlineData("postgres://app:p%40ss@10.1.2.3:6432/gate?sslmode=require", "10.1.2.3", 6432, DatabaseTls.Require)]
    [InlineData("postgresql://app:p%40ss@[2001:db8::1]/gate?sslmode=verify-ca", "2001:db8::1", 5432, DatabaseTls.VerifyAuthority)]
    [InlineData("postgresql://app:p%40ss@[::1]/gate", "::1", 5432, DatabaseTls.Disable)]
    [InlineData("postgresql://app:p%40ss@localhost/gate", "localhost", 5432, DatabaseTls.Disable)]
    public void A_database_is_reached_in_clear_only_on_this_machine_unless_the_address_says_so(string url, string host, int port, DatabaseTls tls)
    {
        var storage = Compiled("storage: { kind: postgres, connection: \"${env:DB}\", max_connections: 7 }", ("DB", url), ("SALLYPORT_DATA_DIR", "/tmp/d")).Server.Storage;
        var database = storage.Database!;

        Assert.Equal((host, port, "gate", "app", "p@ss", tls), (database.Host, database.Port, database.Database, database.User, database.Password!.Reveal(), database.Tls));
        Assert.Equal(("/tmp/d", 7), (storage.DataDirectory, storage.MaxConnections));
        Assert.DoesNotContain("p@ss", storage + storage.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_is_reached_over_a_socket_without_a_password()
    {
        var database = Compiled("", ("SALLYPORT_DATABASE_URL", "postgresql:///gate?host=/run/postgresql&user=app")).Server.Storage.Database!;

        Assert.Equal(new DatabaseAddress("/run/postgresql", 5432, "gate", "app", null, DatabaseTls.Disable, null), database);
    }

    [Fact]
    public void The_variable_wins_over_the_storage_of_the_file_and_a_new_password_needs_a_restart()
    {
        var first = Compiled("storage: { kind: postgres, connection: \"${env:DB}\" }", ("DB", "postgresql://a:one@h/x"), ("SALLYPORT_DATABASE_URL", "postgresql://a:one@localhost/y")).Server;
        var same = Compiled("storage: { kind: sqlite }", ("SALLYPORT_DATABASE_URL", "postgresql://a:one@localhost/y")).Server;
        var rotated = Compiled("", ("SALLYPORT_DATABASE_URL", "postgresql://a:two@localhost/y")).Server;

        Assert.Equal("y", first.Storage.Database!.Database);
        Assert.Empty(first.ChangesTo(same));
        Assert.Equal(["storage"], first.ChangesTo(rotated));
        Assert.Equal(["storage"], first.ChangesTo(Compiled("").Server));
    }

    private static string Text(InspectionPolicy policy) => string.Join(", ", policy.Rules.Select(r => $"{r.Detector} {r.Action}"));

    private static CompiledConfiguration Compiled(string yaml, params (string Name, string Value)[] variables)
    {
        using var file = new ConfigurationFile(yaml);
        foreach (var (name, value) in variables) file.Variables[name] = value;
        var (compiled, problems) = file.Compile();
        Assert.Empty(problems);
        return compiled!;
    }
}
