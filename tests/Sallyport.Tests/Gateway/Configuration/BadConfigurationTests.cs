using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.Tests.Gateway.Configuration;

public sealed class BadConfigurationTests
{
    /// <summary>YAML; line, key, part of the problem, part of what is allowed.</summary>
    public static TheoryData<string, int, string, string, string> Bad => new()
    {
        { "lissten: {}", 1, "lissten", "unknown key", "listen, storage, upstreams" },
        { "listen: {}\nlisten: {}", 2, "listen", "twice", "once" },
        { "listen: { api: nonsense }", 1, "listen.api", "\"nonsense\"", "127.0.0.1:8080" },
        { "listen: { api: \"example.com:80\" }", 1, "listen.api", "\"example.com:80\"", "address:port" },
        { "listen: { api: \"127.1:80\" }", 1, "listen.api", "\"127.1:80\"", "address:port" },
        { "listen: { api: \"127.0.0.1:70000\" }", 1, "listen.api", "70000", "0 to 65535" },
        { "listen: { api: \"127.0.0.1:80\", admin: \"127.0.0.1:80\" }", 1, "listen.admin", "taken by listen.api", "another port" },
        { "listen: { api: \"0.0.0.0:80\", admin: \"127.0.0.1:80\" }", 1, "listen.admin", "taken by listen.api", "another port" },
        { "listen: [a]", 1, "listen", "a list stands here", "a mapping" },
        { "storage: { kind: oracle }", 1, "storage.kind", "\"oracle\"", "sqlite, postgres" },
        { "storage: { kind: postgres }", 1, "storage.connection", "missing", "${env:NAME}" },
        { "storage: { kind: postgres, connection: \"postgresql://a:verysecret@h/d\" }", 1, "storage.connection", "literal secret", "${env:NAME}" },
        { "storage: { kind: postgres, connection: \"${env:NOT_SET}\" }", 1, "storage.connection", "NOT_SET is not set", "variable" },
        { "storage: { kind: postgres, connection: \"${env:MYSQL}\" }", 1, "storage.connection", "${env:MYSQL} points to is not usable: it is not a postgresql:// address", "postgresql://user" },
        { "storage: { kind: postgres, connection: \"${env:NO_USER}\" }", 1, "storage.connection", "names no user", "postgresql://user" },
        { "storage: { kind: postgres, connection: \"${env:NO_HOST}\" }", 1, "storage.connection", "names no host", "host=/folder" },
        { "storage: { kind: postgres, connection: \"${env:NO_DATABASE}\" }", 1, "storage.connection", "names no database", "5432/database" },
        { "storage: { kind: postgres, connection: \"${env:PREFER}\" }", 1, "storage.connection", "fall back to clear text", "verify-full" },
        { "storage: { kind: postgres, connection: \"${env:OPTION}\" }", 1, "storage.connection", "parameter that is not known", "sslrootcert" },
        { "storage: { kind: postgres, connection: \"${env:ROOT}\" }", 1, "storage.connection", "readable PEM file", "sslrootcert" },
        { "storage: { kind: postgres, connection: \"${env:NOT_PEM}\" }", 1, "storage.connection", "readable PEM file", "sslrootcert" },
        { "storage: { kind: postgres, connection: \"${env:GOOD}\", path: data/sallyport.db }", 1, "storage.path", "for kind sqlite", "SALLYPORT_DATA_DIR" },
        { "storage: { kind: postgres, connection: \"${env:GOOD}\", max_connections: 2 }", 1, "storage.max_connections", "\"2\"", "3 to 500" },
        { "storage: { connection: \"${env:GOOD}\" }", 1, "storage.connection", "for kind postgres", "kind: postgres" },
        { "storage: { path: data/other.db }", 1, "storage.path", "data/other.db", "ends in sallyport.db" },
        { "storage: { path: \"\" }", 1, "storage.path", "\"\"", "not empty" },
        { "upstreams: { a: { base_url: \"https://x\" } }", 1, "upstreams.a.provider", "missing", "openai, anthropic" },
        { "upstreams: { a: { provider: acme } }", 1, "upstreams.a.provider", "\"acme\"", "openai-compatible" },
        { "upstreams: { a: { provider: openai } }", 1, "upstreams.a.credential", "missing", "${env:NAME}" },
        { "upstreams:\n  a:\n    provider: openai\n    credential: sk-verysecret123", 4, "upstreams.a.credential", "literal secret", "os.environ/NAME" },
        { "upstreams: { a: { provider: openai, credential: \"${env:NOT_SET}\" } }", 1, "upstreams.a.credential", "NOT_SET is not set", "variable" },
        { "upstreams: { a: { provider: openai, credential: os.environ/NOT_SET } }", 1, "upstreams.a.credential", "NOT_SET is not set", "variable" },
        { "upstreams: { a: { provider: openai, credential: \"${env:A B}\" } }", 1, "upstreams.a.credential", "name of the environment variable", "letters" },
        { "upstreams: { a: { provider: openai, credential: \"${file:/does/not/exist}\" } }", 1, "upstreams.a.credential", "\"/does/not/exist\" does not exist", "readable file" },
        { "upstreams: { a: { provider: openai, credential: \"${env:SPACED}\" } }", 1, "upstreams.a.credential", "${env:SPACED}", "printable ASCII" },
        { "upstreams: { a: { provider: openai-compatible } }", 1, "upstreams.a.base_url", "missing", "https address" },
        { "upstreams: { a: { provider: openai-compatible, base_url: \"http://example.com\" } }", 1, "upstreams.a.base_url", "\"http://example.com\"", "allow_insecure_http" },
        { "upstreams: { a: { provider: openai-compatible, base_url: \"ftp://example.com\" } }", 1, "upstreams.a.base_url", "ftp", "https" },
        { "upstreams: { a: { provider: openai-compatible, base_url: \"https://user:pass@example.com\" } }", 1, "upstreams.a.base_url", "***@example.com", "without credentials" },
        { "upstreams: { a: { provider: openai-compatible, base_url: \"https://example.com?x=1\" } }", 1, "upstreams.a.base_url", "x=1", "query" },
        { "upstreams: { \"A b\": { provider: simulator } }", 1, "upstreams.A b", "name", "lower-case" },
        { "upstreams: { a: { provider: simulator, max_sensitivity: secret } }", 1, "upstreams.a.max_sensitivity", "\"secret\"", "public, internal, confidential, restricted" },
        { "upstreams: { a: { provider: simulator, connect_timeout: 10 } }", 1, "upstreams.a.connect_timeout", "\"10\"", "100ms to 2m" },
        { "upstreams: { a: { provider: simulator, connect_timeout: 3m } }", 1, "upstreams.a.connect_timeout", "\"3m\"", "100ms to 2m" },
        { "upstreams: { a: { provider: simulator, max_attempts: 9 } }", 1, "upstreams.a.max_attempts", "\"9\"", "1 to 5" },
        { "upstreams: { a: { provider: simulator, max_attempts: 2.5 } }", 1, "upstreams.a.max_attempts", "\"2.5\"", "whole number" },
        { "upstreams: { a: { provider: simulator, allow_store: yes } }", 1, "upstreams.a.allow_store", "\"yes\"", "true, false" },
        { "upstreams: { a: { provider: simulator, allow_store: \"true\" } }", 1, "upstreams.a.allow_store", "\"true\"", "true, false" },
        { "upstreams: { a: simulator }", 1, "upstreams.a", "a single value stands here", "mapping" },
        { "models: { m: { targets: [] } }", 1, "models.m.targets", "empty", "at least one" },
        { "models: { m: { max_sensitivity: internal } }", 1, "models.m.targets", "empty", "at least one" },
        { "models: { m: { targets: [ { upstream: nowhere, model: x } ] } }", 1, "models.m.targets[0].upstream", "\"nowhere\"", "simulator" },
        { "models: { m: { targets: [ { upstream: simulator } ] } }", 1, "models.m.targets[0].model", "missing", "" },
        { "models: { \"m *\": { targets: [ { upstream: simulator, model: x } ] } }", 1, "models.m *", "name", "without spaces" },
        { "guardrails: { g: { mode: on } }", 1, "guardrails.g.mode", "\"on\"", "off, monitor, enforce" },
        { "guardrails: { g: { endpoints: [ chats ] } }", 1, "guardrails.g.endpoints[0]", "\"chats\"", "chat, responses, messages, generate, embeddings, complete" },
        { "guardrails: { g: { request: [ { detector: nope, action: redact } ] } }", 1, "guardrails.g.request[0].detector", "\"nope\"", "payment-card" },
        { "guardrails: { g: { mode: off, request: [ { detector: nope, action: redact } ] } }", 1, "guardrails.g.request[0].detector", "\"nope\"", "payment-card" },
        { "guardrails: { g: { request: [ { detector: email, action: delete } ] } }", 1, "guardrails.g.request[0].action", "\"delete\"", "allow, flag, pseudonymize, redact, block" },
        { "guardrails: { g: { response: [ { detector: email, action: pseudonymize } ] } }", 1, "guardrails.g.response[0].action", "\"pseudonymize\"", "requests" },
        { "guardrails: { g: { request: [ { detector: email, action: redact, unless_sent: true } ] } }", 1, "guardrails.g.request[0].unless_sent", "\"true\"", "for responses" },
        { "guardrails: { g: { system_prompt: fixed } }", 1, "guardrails.g.fixed_prompt", "missing", "together" },
        { "guardrails: { g: { fixed_prompt: { text: x } } }", 1, "guardrails.g.fixed_prompt", "not used", "together" },
        { "guardrails: { g: { system_prompt: fixed, fixed_prompt: { text: \"a\\u0007\" } } }", 1, "guardrails.g.fixed_prompt.text", "not valid", "line breaks" },
        { "guardrails: { g: { system_prompt: fixed, fixed_prompt: { text: x } }, h: { system_prompt: fixed, fixed_prompt: { text: y } } }", 1, "guardrails.h.fixed_prompt", "same endpoints", "one for each" },
        { "guardrails: { g: { request: [ { detector: email } ] } }", 1, "guardrails.g.request[0].action", "missing", "redact" },
        { "guardrails: { g: { request: [ { detector: email, action: flag, min_confidence: sure } ] } }", 1, "guardrails.g.request[0].min_confidence", "\"sure\"", "possible, likely, certain" },
        { "dictionaries: { d: { terms: [ ab ] } }", 1, "dictionaries.d.label", "missing", "Upper-case" },
        { "dictionaries: { d: { label: low, terms: [ ab ] } }", 1, "dictionaries.d.label", "\"low\"", "upper-case" },
        { "dictionaries: { d: { label: D } }", 1, "dictionaries.d.terms", "0 terms", "1 to 100000" },
        { "dictionaries: { d: { label: D, terms: [ x ] } }", 1, "dictionaries.d.terms", "1 of 1", "2 to 200" },
        { "dictionaries: { d: { label: D, file: /does/not/exist } }", 1, "dictionaries.d.file", "does not exist", "readable file" },
        { "dictionaries: { email: { label: D, terms: [ ab ] } }", 1, "dictionaries.email", "built-in", "another name" },
        { "dictionaries: { d: { label: D, terms: [ ab ] } }\npatterns: { d: { label: D, pattern: x } }", 2, "patterns.d", "dictionary has this name", "another name" },
        { "patterns: { p: { label: P } }", 1, "patterns.p.pattern", "missing", "linear time" },
        { "patterns: { p: { label: P, pattern: \"a(?=b)\" } }", 1, "patterns.p.pattern", "a(?=b)", "look-around" },
        { "patterns: { p: { label: P, pattern: x, max_length: 5000 } }", 1, "patterns.p.max_length", "\"5000\"", "1 to 1024" },
        { "fingerprints: { f: { path: /does/not/exist } }", 1, "fingerprints.f.path", "does not exist", "sallyport fingerprint add" },
        { "fingerprints: { f: { label: F } }", 1, "fingerprints.f.path", "missing", "fingerprints.key" },
        { "classes: { poetry: {} }", 1, "classes.poetry", "no such class", "source-code, legal, financial, medical, hr, credentials, customer-records" },
        { "classes: { legal: { min_score: 2 } }", 1, "classes.legal.min_score", "\"2\"", "0.05 to 1" },
        { "classes: { legal: { min_score: high } }", 1, "classes.legal.min_score", "\"high\"", "0.05 to 1" },
        { "classes: { legal: { action: redact } }", 1, "classes.legal.action", "\"redact\"", "flag, block" },
        { "limits: { max_request_bytes: 1 }", 1, "limits.max_request_bytes", "\"1\"", "1024 to 268435456" },
        { "limits: { body_timeout: soon }", 1, "limits.body_timeout", "\"soon\"", "1s to 10m" },
        { "telemetry: { otlp_endpoint: nowhere }", 1, "telemetry.otlp_endpoint", "\"nowhere\"", "http" },
        { "telemetry: { log_level: loud }", 1, "telemetry.log_level", "\"loud\"", "trace, debug, info, warn, error" },
        { "prices: { file: /does/not/exist.json }", 1, "prices.file", "does not exist", "nano-USD" },
        { "limits: &a {}\ntelemetry: {}", 1, "limits", "anchor", "without" },
        { "limits: *a", 1, "limits", "alias", "value itself" },
        { "limits: !!map {}", 1, "limits", "tag", "without" },
        { "<<: {}", 1, "", "merge key", "themselves" },
        { "a: {}\n---\nb: {}", 2, "", "second document", "one document" },
        { "listen: { api: [", 1, "", "not valid YAML", "indentation" },
        { "a: [[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]", 1, "a", "too deeply", "16 levels" },
        { "just text", 1, "", "a single value stands here", "mapping" },
    };

    private static (string Name, string Url)[] Databases =>
    [
        ("GOOD", "postgresql://a:verysecret@localhost/d"), ("MYSQL", "mysql://a:verysecret@localhost/d"), ("NO_USER", "postgresql://:verysecret@localhost/d"),
        ("NO_HOST", "postgresql:///d?user=verysecret"), ("NO_DATABASE", "postgresql://a:verysecret@localhost"), ("PREFER", "postgresql://a:verysecret@localhost/d?sslmode=prefer"),
        ("OPTION", "postgresql://a:verysecret@localhost/d?options=-c"), ("ROOT", "postgresql://a:verysecret@localhost/d?sslrootcert=/not/there"),
        ("NOT_PEM", "postgresql://a:verysecret@localhost/d?sslrootcert=/etc/passwd"),
    ];

    [Theory]
    [MemberData(nameof(Bad))]
    public void Each_problem_names_file_line_key_value_and_what_is_allowed(string yaml, int line, string key, string problem, string allowed)
    {
        using var file = new ConfigurationFile(yaml);
        file.Variables["SPACED"] = "not a header";
        foreach (var (name, url) in Databases) file.Variables[name] = url;
        var (compiled, problems) = file.Compile();

        Assert.Null(compiled);
        var found = Assert.Single(problems);
        Assert.Equal(("sallyport.yaml", key), (found.Source, found.Key.Split("[0][0]")[0]));
        if (key.Length > 0) Assert.Equal(line, found.Line);
        Assert.Contains(problem, found.Problem, StringComparison.Ordinal);
        Assert.Contains(allowed, found.Allowed, StringComparison.Ordinal);
        Assert.DoesNotContain("verysecret", found.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("pass@", found.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("not a header", found.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        using var file = new ConfigurationFile("listen: { api: x }\nlimits: { max_request_bytes: 1, nope: 2 }\nguardrails: { g: { mode: x } }");

        Assert.Equal(["guardrails.g.mode", "limits.max_request_bytes", "limits.nope", "listen.api"], file.Compile().Problems.Select(p => p.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_bad_key_of_a_set_is_told_beside_its_missing_file()
    {
        using var file = new ConfigurationFile("fingerprints: { f: { path: /does/not/exist, min_matches: 99, exposure_percent: 0, label: low, sensitivity: secret } }");

        Assert.Equal(
            ["exposure_percent", "label", "min_matches", "path", "sensitivity"],
            file.Compile().Problems.Select(p => p.Key.Split('.')[^1]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{ \"limits\": { \"max_request_bytes\": 1 } }", "limits.max_request_bytes")]
    [InlineData("{ \"limits\": {}, \"limits\": {} }", "limits")]
    [InlineData("{ \"limits\": {} } 1", "")]
    [InlineData("{ \"limits\": {}", "")]
    [InlineData("{ \"limits\": { \"body_timeout\": true } }", "limits.body_timeout")]
    public void A_json_file_obeys_the_same_rules(string json, string key)
    {
        using var file = new ConfigurationFile(json, "sallyport.json");

        Assert.Equal(key, Assert.Single(file.Compile().Problems).Key);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var file = new ConfigurationFile("");
        var compiled = file.Compiler().Compile("/does/not/exist.yaml", file.Startup(), out var problems);

        Assert.Null(compiled);
        Assert.Contains("\"/does/not/exist.yaml\" does not exist", Assert.Single(problems).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_pasted_into_the_wrong_place_is_not_shown()
    {
        using var file = new ConfigurationFile("listen: { api: sk-proj-abcdefgh }\nupstreams: { a: { provider: openai, api_key: sk-proj-abcdefgh, credential: [ sk-proj-abcdefgh ] } }");

        Assert.DoesNotContain("abcdefgh", string.Join('\n', file.Compile().Problems), StringComparison.Ordinal);
    }

    /// <summary>Damaged files, the same ones in each run.</summary>
    [Theory]
    [InlineData("sallyport.yaml")]
    [InlineData("sallyport.json")]
    public void No_damage_to_a_file_throws_and_every_refusal_has_a_reason(string name)
    {
        const string Characters = "{}[]:,#&*!|>'\"%@` \n\t-?a0\\\u0000é";
        var sound = name.EndsWith("json", StringComparison.Ordinal)
            ? """{ "upstreams": { "a": { "provider": "openai", "credential": "${env:K}", "max_attempts": 3 } }, "limits": { "body_timeout": "5s" }, "guardrails": { "g": { "request": [ { "detector": "email", "action": "redact" } ] } } }"""
            : Sallyport.Testing.Repository.Read("samples", "sallyport.yaml");
        using var file = new ConfigurationFile("", name);
        file.Variables["OPENAI_KEY"] = file.Variables["ANTHROPIC_API_KEY"] = file.Variables["K"] = "k";
        var chance = new Random(7);
        for (var round = 0; round < 250; round++)
        {
            var text = new System.Text.StringBuilder(sound);
            for (var i = chance.Next(1, 4); i > 0; i--)
            {
                var at = chance.Next(text.Length);
                if (chance.Next(2) == 0) text.Remove(at, Math.Min(chance.Next(1, 20), text.Length - at));
                else text.Insert(at, Characters[chance.Next(Characters.Length)]);
            }

            File.WriteAllText(file.FilePath, text.ToString());
            var (compiled, problems) = file.Compile();
            Assert.Equal(compiled is null, problems.Count > 0);
        }
    }
}
