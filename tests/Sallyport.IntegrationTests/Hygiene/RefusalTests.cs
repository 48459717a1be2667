using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.Data.Sqlite;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Pipeline;
using Sallyport.IntegrationTests.Faults;
using Sallyport.Providers;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Hygiene;

/// <summary>Every no that a client can cause, in every dialect.</summary>
public sealed class RefusalTests
{
    private const string Canary = "canary-5f0c-of-the-request";

    private static readonly KeyScopes All = KeyScopes.Default;

    private static readonly Dictionary<string, KeySpec> Keys = new(StringComparer.Ordinal)
    {
        ["plain"] = new(All),
        ["disabled"] = new(All, State: KeyState.Disabled),
        ["expired"] = new(All, ExpiresAt: new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero)),
        ["models-only"] = new(All with { Endpoints = EndpointGroups.Models }),
        ["one-model"] = new(All with { Models = ["another-*"] }),
        ["one-upstream"] = new(All with { Upstreams = ["elsewhere"] }),
        ["third"] = new(All),
    };

    /// <summary>Codes that a client cannot cause from outside, or that another test causes.</summary>
    private static readonly LimitFigures Figures = new(new LimitRule { Id = "x", Scope = LimitScope.Key, Unit = LimitUnit.Requests, Window = LimitWindow.Day, Most = 1 }, "x", "x", "x", null);

    private static readonly Dictionary<string, string> Elsewhere = new(StringComparer.Ordinal)
    {
        ["internal_error"] = "a bug; the catch-all of the path",
        ["client_gone"] = "nobody is left to hear it; recorded, see ClientGoneTests",
        ["draining"] = "see OpenStreamTests",
        ["keys_unavailable"] = "the key store must have failed for a minute; see AuthenticatorTests",
        ["audit_unavailable"] = "its own test below: the store must be held",
        ["answer_untranslatable"] = "Forwarding/TranslationTests: needs an answer of another dialect",
        ["model_retired"] = "Routing/NamedModelTests: needs a model with an end",
        ["model_lacks_capability"] = "Routing/NamedModelTests: needs a model of which something is said",
        ["context_window_exceeded"] = "Routing/NamedModelTests: needs a model of which something is said",
        ["upstream_unavailable"] = "Routing/ResilienceTests: needs an upstream that has failed",
        ["deadline_exceeded"] = "Routing/ResilienceTests: needs a header",
        ["rate_limited"] = "Limits/LimitTests: needs a limit",
        ["input_too_long"] = "Limits/LimitTests: needs a tier",
        ["budget_exhausted"] = "Limits/BudgetTests: needs a budget",
        ["request_over_budget"] = "Limits/BudgetTests: needs a budget",
        ["price_unknown"] = "Limits/BudgetTests: needs a budget",
        ["spend_unbounded"] = "Limits/BudgetTests: needs a budget",
        ["upstream_busy"] = "Limits/PriorityTests: needs a full upstream",
        ["limits_unavailable"] = "Limits/PostgresDownTests has the counters say it: needs shared counters that are down",
        ["stopped"] = "Incidents/StopTests: needs a switch that is set",
        ["stops_unavailable"] = "StopBoardTests: the store of switches must be silent for half a minute",
        ["record_not_found"] = "Ledger/OwnProofTests: only where proofs are asked for",
        ["proof_not_ready"] = "Ledger/OwnProofTests: only where proofs are asked for",
        ["too_many_proofs"] = "Ledger/OwnProofTests: only where proofs are asked for",
        ["gateway_busy"] = "its own test below: needs low limits",
        ["concurrency_exceeded"] = "its own test below: needs low limits",
        ["inspection_failed"] = "a pattern of the operator's own that runs out of its budget; the catch of the path",
        ["system_prompt_refused"] = "needs a guardrail of its own, see GuardsOverHttpTests",
        ["safety_lowered"] = "needs a guardrail of its own, see GuardsOverHttpTests",
        ["structured_output_invalid"] = "needs a guardrail of its own, see StructuredOutputOverHttpTests",
        ["structured_output_unsupported"] = "needs a guardrail of its own, see StructuredOutputOverHttpTests",
        ["moderation_unavailable"] = "needs a moderator, see ModerationTests",
        ["malformed_form"] = "Endpoints/FurtherEndpointTests: only where forms are taken",
        ["upstream_idle_timeout"] = "a stream's, see BrokenStreamTests; plain answers below end the same way",
    };

    private static readonly Row[] Rows =
    [
        new("endpoint_not_served", 404, (g, s) => s.Request(g.Key, Canary, false).To(s.Path(false) + "/x/" + Canary)),
        new("method_not_allowed", 405, (g, s) => s.Request(g.Key, Canary, false).By(HttpMethod.Put)),
        new("query_not_allowed", 400, (g, s) => s.Request(g.Key, Canary, false).To(s.Path(false) + "?other=" + Canary)),
        new("body_too_large", 413, (g, s) => s.Request(g.Key, Canary + new string('a', 30_000), false)),
        new("body_timeout", 408, null),
        new("malformed_json", 400, (g, s) => s.Request(g.Key, Canary, false).With("{\"model\":\"" + Canary)),
        new("json_too_deep", 400, (g, s) => s.Request(g.Key, Canary, false).With("{\"x\":" + new string('[', 80) + "\"" + Canary + "\"" + new string(']', 80) + "}")),
        new("content_encoding_refused", 415, (g, s) => s.Request(g.Key, Canary, false).Encoded("gzip")),
        new("content_type_refused", 415, (g, s) => s.Request(g.Key, Canary, false).Typed("text/plain")),
        new("framing_refused", 400, null),
        new("key_missing", 401, (g, s) => s.Request("", Canary, false)),
        new("key_invalid", 401, (g, s) => s.Request(TestKey.Create(), Canary, false)),
        new("key_ambiguous", 401, (g, s) => s.Request(g.Key, Canary, false).Header("api-key", Canary)),
        new("key_disabled", 403, (g, s) => s.Request(g.Keys["disabled"], Canary, false)),
        new("key_expired", 403, (g, s) => s.Request(g.Keys["expired"], Canary, false)),
        new("endpoint_not_allowed", 403, (g, s) => s.Request(g.Keys["models-only"], Canary, false)),
        new("model_not_allowed", 403, (g, s) => s.Request(g.Keys["one-model"], Canary, false)),
        new("no_eligible_upstream", 403, (g, s) => s.Request(g.Keys["one-upstream"], Canary, false)),
        new("capability_not_allowed", 403, (g, s) => s.Name == "complete" ? null : s.Request(g.Keys["plain"], Canary, false).With(s.Body(Canary, false)[..^1] + (s.Name switch
        {
            "messages" => ",\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]}",
            "gemini" => ",\"tools\":[{\"googleSearch\":{}}]}",
            _ => ",\"store\":true}",
        }))),
        new("guardrail_blocked", 400, (g, s) => s.Request(g.Key, Canary + " nightjar", false)),
        new("protected_content", 400, (g, s) => s.Name == "messages" ? s.Request(g.Key, Canary, false).With("""{"model":"claude-sonnet-5","max_tokens":9,"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"ssn 123-45-6789","signature":"c2lnbmF0dXJl"}]}]}""") : null),
        new("unscannable_input", 400, (g, s) => s.Name == "chat" ? s.Request(g.Key, Canary, false).To("/v1/embeddings").With("""{"model":"text-embedding-3-small","input":[1,2,3]}""") : null),
        new("model_missing", 400, (g, s) => s.Name is "gemini" or "complete" ? null : s.Request(g.Key, Canary, false).With("{\"x\":\"" + Canary + "\"}")),
        new("model_not_found", 404, (g, s) => s.Name == "gemini" ? s.Request(g.Key, Canary, false).To("/v1beta/models/cloud/" + Canary + ":generateContent") : s.Request(g.Key, Canary, false).Model("cloud/" + Canary, s)) { Skips = ["complete"] },
        new("translation_unsupported", 400, (g, s) => s.Name == "chat" ? s.Request(g.Key, Canary, false).With("{\"model\":\"deada/x\",\"n\":2,\"messages\":[{\"role\":\"user\",\"content\":\"" + Canary + "\"}]}") : null),
        new("response_not_found", 404, (g, s) => s.Name == "responses" ? s.Request(g.Key, Canary, false).To("/v1/responses/resp_" + Canary).By(HttpMethod.Get) : null),
        new("header_refused", 400, (g, s) => s.Request(g.Key, Canary, false).Header("idempotency-key", Canary + new string('a', 5_000))),
        new("upstream_connect_failed", 502, (g, s) => s.Request(g.Key, Canary, false).Model(s.Name switch { "messages" => "deada/x", "gemini" => "deadg/x", _ => "dead/x" }, s)) { Retries = true },
        new("upstream_first_byte_timeout", 504, (g, s) => s.Request(g.Key, Canary, false)) { Retries = true, Reply = e => e.StallAsync() },
        new("upstream_broke", 502, (g, s) => s.Request(g.Key, Canary, false)) { Reply = e => { e.Reset(); return Task.CompletedTask; } },
        new("upstream_malformed", 502, (g, s) => s.Request(g.Key, Canary, false)) { Reply = e => e.JsonAsync("{\"a\":" + Canary) },
        new("upstream_too_large", 502, (g, s) => s.Request(g.Key, Canary, false)) { Reply = e => e.JsonAsync("{\"a\":\"" + new string('b', 40_000) + "\"}") },
        new("upstream_error", 503, (g, s) => s.Request(g.Key, Canary, false)) { Reply = e => e.JsonAsync("<html>" + Canary, 503) },
        new("upstream_rejected_credential", 502, (g, s) => s.Request(g.Key, Canary, false)) { Reply = e => e.JsonAsync("{\"error\":{\"message\":\"bad key " + FaultGateway.UpstreamCredential + "\"}}", 401) },
        new("output_blocked", 400, (g, s) => s.Request(g.Key, Canary, false)) { Reply = e => e.JsonAsync(Surface.OfUpstream(e.Request.Path, e.Request.Query).Answer("the nightjar")) },
    ];

    [Fact]
    public async Task Every_refusal_has_its_status_envelope_and_advice_in_every_dialect_and_quotes_nothing()
    {
        await using var gateway = await FaultGateway.StartAsync(", first_byte_timeout: 1s, idle_timeout: 1s", """
            limits: { max_request_bytes: 20000, max_response_bytes: 20000, body_timeout: 1s }
            """, keys: Keys, more: """
              dead: { provider: openai, base_url: "http://127.0.0.1:1", credential: "${env:FAULT_UPSTREAM_KEY}", max_attempts: 1 }
              deada: { provider: anthropic, base_url: "http://127.0.0.1:1", credential: "${env:FAULT_UPSTREAM_KEY}", max_attempts: 1 }
              deadg: { provider: gemini, base_url: "http://127.0.0.1:1", credential: "${env:FAULT_UPSTREAM_KEY}", max_attempts: 1 }
              cloud: { provider: bedrock, region: eu-west-1, credential: "${env:FAULT_UPSTREAM_KEY}", max_attempts: 1 }
            """);
        using var client = gateway.Client();
        var failures = new ConcurrentQueue<string>();
        foreach (var row in Rows)
        {
            gateway.Upstream.Reply = row.Reply;
            var asked = gateway.Upstream.Requests.Count;
            await Task.WhenAll(Surface.All.Select(async surface =>
            {
                if (surface.Name == "gemini-array" || row.Skips.Contains(surface.Name) || row.Make is null) return; // its plain path is that of gemini
                using var request = row.Make(gateway, surface);
                if (request is null) return;
                try
                {
                    using var response = await client.SendAsync(request);
                    await CheckAsync(row, surface, response, gateway.Key);
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    failures.Enqueue($"{row.Code} {surface}: {e.Message}");
                }
            }));
            if (!row.Code.StartsWith("upstream_", StringComparison.Ordinal) && row.Code != "output_blocked" && asked != gateway.Upstream.Requests.Count) failures.Enqueue(row.Code + " reached an upstream");
        }

        // No client library sends these: a length beside chunks, and a body whose end does not come.
        await Task.WhenAll(Surface.All.Select(async surface =>
        {
            var head = $"POST {surface.Path(false)} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {gateway.Key}\r\ncontent-type: application/json\r\n";
            var body = surface.Body(Canary, false);
            await CheckRawAsync(gateway, surface, 400, "framing_refused", $"{head}content-length: {body.Length}\r\ntransfer-encoding: chunked\r\n\r\n{body.Length:x}\r\n{body}\r\n0\r\n\r\n");
            await CheckRawAsync(gateway, surface, 408, "body_timeout", $"{head}content-length: {body.Length + 1}\r\n\r\n{body}");
        }));

        Assert.True(failures.IsEmpty, string.Join("\n\n", failures));
    }

    [Fact]
    public async Task Too_many_open_exchanges_are_refused_with_how_long_to_wait()
    {
        await using var gateway = await FaultGateway.StartAsync("", "limits: { max_concurrent_requests: 2, max_concurrent_requests_per_key: 1 }", keys: Keys);
        using var client = gateway.Client();
        foreach (var surface in Surface.All)
        {
            var gate = new TaskCompletionSource();
            gateway.Upstream.Reply = async exchange =>
            {
                await exchange.HoldAsync(gate.Task);
                await FaultGateway.ReplyWellAsync(exchange);
            };
            var asked = gateway.Upstream.Requests.Count;
            var first = client.SendAsync(surface.Request(gateway.Key, Canary, false));
            await FaultGateway.Until(() => gateway.Upstream.Requests.Count > asked, TimeSpan.FromSeconds(10), "the first is open");
            await CheckAsync(new("concurrency_exceeded", 429, null) { Retries = true, RetryAfter = 1 }, surface, await client.SendAsync(surface.Request(gateway.Key, Canary, false)), gateway.Key);
            var second = client.SendAsync(surface.Request(gateway.OtherKey, Canary, false));
            await FaultGateway.Until(() => gateway.Upstream.Requests.Count > asked + 1, TimeSpan.FromSeconds(10), "the second is open");
            await CheckAsync(new("gateway_busy", 503, null) { Retries = true, RetryAfter = 1 }, surface, await client.SendAsync(surface.Request(gateway.Keys["third"], Canary, false)), gateway.Key);
            gate.SetResult();
            foreach (var held in await Task.WhenAll(first, second)) Assert.Equal(200, (int)held.StatusCode);
        }
    }

    [Fact]
    [SuppressMessage("Security", "CA2100", Justification = "No outside text.")]
    public async Task Without_a_record_nothing_is_forwarded()
    {
        await using var gateway = await FaultGateway.StartAsync();
        using var client = gateway.Client();
        using (var locked = new SqliteConnection($"Data Source={Path.Combine(gateway.Server.DataDirectory, "sallyport.db")};Pooling=False"))
        {
            await locked.OpenAsync();
            using var command = locked.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync();
            await Task.WhenAll(Surface.All.Select(async surface =>
                await CheckAsync(new("audit_unavailable", 503, null) { Retries = true, RetryAfter = 2 }, surface, await client.SendAsync(surface.Request(gateway.Key, Canary, false)), gateway.Key)));
            Assert.Empty(gateway.Upstream.Requests);
        }

        foreach (var surface in Surface.All)
        {
            await FaultGateway.Until(async () => (await client.SendAsync(surface.Request(gateway.Key, Canary, false))).IsSuccessStatusCode, TimeSpan.FromSeconds(10), "the record is back");
        }
    }

    [Fact]
    public void Every_code_is_in_the_table_or_has_a_reason_not_to_be()
    {
        const BindingFlags Members = BindingFlags.Public | BindingFlags.Static;
        var codes = typeof(Rejection).GetProperties(Members).Where(p => p.PropertyType == typeof(Rejection)).Select(p => ((Rejection)p.GetValue(null)!).Code)
            .Concat(typeof(Rejection).GetMethods(Members).Where(m => m.ReturnType == typeof(Rejection) && !m.IsSpecialName).Select(m => ((Rejection)m.Invoke(null, [.. m.GetParameters().Select(p => p.ParameterType.IsEnum ? Enum.GetValues(p.ParameterType).GetValue(0) : p.ParameterType == typeof(int) ? (object)500 : p.ParameterType == typeof(TimeSpan) ? TimeSpan.Zero : p.ParameterType == typeof(long) ? 1L : p.ParameterType == typeof(LimitFigures) ? Figures : "x")])!).Code));
        Assert.Equal(codes.Distinct().Order(StringComparer.Ordinal), Rows.Select(r => r.Code).Concat(Elsewhere.Keys).Order(StringComparer.Ordinal));
    }

    private static async Task CheckRawAsync(FaultGateway gateway, Surface surface, int status, string code, string request)
    {
        var (answered, text) = await RawHttp.SendAsync(gateway.Server.Url.Port, Encoding.ASCII.GetBytes(request), TimeSpan.FromSeconds(10));
        Assert.Equal((status, code), (answered, surface.CodeOf(text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..])));
        Assert.DoesNotContain(Canary, text, StringComparison.Ordinal);
    }

    private static async Task CheckAsync(Row row, Surface surface, HttpResponseMessage response, string key)
    {
        var body = await response.Content.ReadAsStringAsync();
        Assert.Equal((row.Status, "application/json"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        if (!(row.Code == "unscannable_input")) Assert.Equal(row.Code, surface.CodeOf(body));
        Assert.Equal(row.Retries ? "true" : "false", response.Headers.GetValues("x-should-retry").Single());
        Assert.Equal(row.RetryAfter?.ToString(CultureInfo.InvariantCulture), response.Headers.TryGetValues("retry-after", out var wait) ? wait.Single() : null);
        Assert.Equal("refused", response.Headers.GetValues("x-sallyport-decision").Single());
        var all = body + string.Join("\n", response.Headers.Select(h => h.Key + string.Concat(h.Value)));
        Assert.DoesNotContain(Canary, all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("nightjar", all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(key[18..], all, StringComparison.Ordinal);
        Assert.DoesNotContain(FaultGateway.UpstreamCredential, all, StringComparison.Ordinal);
        Assert.Contains(FaultGateway.IdOf(response).ToString("N"), response.Headers.GetValues("x-sallyport-request-id").Single(), StringComparison.Ordinal);
    }

    private sealed record Row(string Code, int Status, Func<FaultGateway, Surface, HttpRequestMessage?>? Make)
    {
        public bool Retries { get; init; }

        public int? RetryAfter { get; init; }

        public string[] Skips { get; init; } = [];

        public Func<UpstreamExchange, Task> Reply { get; init; } = FaultGateway.ReplyWellAsync;
    }
}

/// <summary>Small changes to a good request.</summary>
internal static class Spoiled
{
    public static HttpRequestMessage To(this HttpRequestMessage request, string path)
    {
        request.RequestUri = new Uri(path, UriKind.Relative);
        return request;
    }

    public static HttpRequestMessage By(this HttpRequestMessage request, HttpMethod method)
    {
        request.Method = method;
        if (method == HttpMethod.Get) request.Content = null;
        return request;
    }

    public static HttpRequestMessage With(this HttpRequestMessage request, string body)
    {
        request.Content = new StringContent(body);
        return request.Typed("application/json");
    }

    public static HttpRequestMessage With(this HttpRequestMessage request, HttpContent body)
    {
        request.Content = body;
        return request;
    }

    public static HttpRequestMessage Typed(this HttpRequestMessage request, string type)
    {
        request.Content!.Headers.ContentType = new(type);
        return request;
    }

    public static HttpRequestMessage Encoded(this HttpRequestMessage request, string encoding)
    {
        request.Content!.Headers.ContentEncoding.Add(encoding);
        return request;
    }

    public static HttpRequestMessage Header(this HttpRequestMessage request, string name, string value)
    {
        request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    /// <summary>Asks for another model, in the body or in the path.</summary>
    public static HttpRequestMessage Model(this HttpRequestMessage request, string model, Surface surface) => surface.Name == "gemini"
        ? request.To("/v1beta/models/" + model + ":generateContent")
        : request.With(surface.Body("hello", false).Replace("gpt-4o-mini", model, StringComparison.Ordinal).Replace("claude-sonnet-5", model, StringComparison.Ordinal));
}
