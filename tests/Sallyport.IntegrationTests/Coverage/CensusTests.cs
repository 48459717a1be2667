using System.Text;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Providers;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Coverage;

/// <summary>docs/coverage.md says what the gateway does with every place in which a text can stand. This test finds it out; <c>SALLYPORT_WRITE_DOCS=1</c> writes the page.</summary>
public sealed class CensusTests
{
    private const string Head = """
        # Coverage: what is inspected where

        A test plants a social security number and a key in each of these places, sends it through the gateway with its built-in guardrails,
        and looks at what the upstream, or the client, got. It writes this page (`SALLYPORT_WRITE_DOCS=1 dotnet test --filter CensusTests`) and fails if the page says anything else.

        - **scanned**: found and masked. Where a name ends in an asterisk, the values were cut into three events of the stream.
        - **denied**: the exchange ended with the code named; nothing got through. Thinking blocks, signatures and encrypted items are scanned and never altered, so a finding in one denies.
        - **not passed on**: the other side gets nothing of it, whatever it says.
        - **unscanned**: bytes of images, sound and documents; only for keys with the capability `media`, and marked in the record and in `x-sallyport-unscanned`.

        """;

    private static readonly string[] LooseValues = [Census.Ssn, Census.Secret];

    [Fact]
    public async Task The_page_says_what_really_happens_and_nothing_leaks()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await GatewayHost.StartAsync(upstream, """
            upstreams:
              openai: { provider: openai, base_url: "@upstream@/v1", credential: "${env:OPENAI_API_KEY}", max_attempts: 1 }
              anthropic: { provider: anthropic, base_url: "@upstream@/v1", credential: "${env:ANTHROPIC_API_KEY}", max_attempts: 1 }
              ranker: { provider: openai-compatible, base_url: "@upstream@/v1", credential: "${env:OPENAI_API_KEY}", max_attempts: 1 }
              gemini: { provider: gemini, base_url: "@upstream@/v1beta", credential: "${env:GEMINI_API_KEY}", max_attempts: 1 }
            """);
        upstream.Reply = exchange => exchange.JsonAsync(exchange.Request.Path.EndsWith(":streamGenerateContent", StringComparison.Ordinal) ? "[{}]" : "{}");
        var census = new Census(upstream, gateway);
        var page = new StringBuilder(Head);
        foreach (var surface in Surfaces.All) await WriteAsync(page, census, surface);
        var plain = await gateway.AddKeyAsync(KeyScopes.Default with { Endpoints = EndpointGroups.Completions | EndpointGroups.Moderations | EndpointGroups.Rerank });
        var media = await gateway.AddKeyAsync(KeyScopes.Default with { Endpoints = EndpointGroups.Images | EndpointGroups.Audio, Capabilities = Capabilities.Media });
        foreach (var surface in FurtherSurfaces.All) await WriteAsync(page, new Census(upstream, gateway, surface.IsMedia ? media : plain), surface);
        await WriteFormsAsync(page, census, gateway, upstream, media);
        await WriteFramingAsync(page, census);
        await WriteLooseAsync(page, census, gateway, upstream);
        await WriteMediaAsync(page, gateway, upstream);

        var path = Repository.Combine("docs", "coverage.md");
        if (Environment.GetEnvironmentVariable("SALLYPORT_WRITE_DOCS") == "1") await File.WriteAllTextAsync(path, page.ToString());
        Assert.DoesNotContain(Census.Leaked, page.ToString(), StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllTextAsync(path), page.ToString());

        // The record of all this holds no content either.
        foreach (var stored in await gateway.Audit.ListAsync(new AuditQuery(Limit: 10_000), CancellationToken.None))
        {
            var entry = Encoding.UTF8.GetString(stored.Json.Span);
            foreach (var value in LooseValues) Assert.DoesNotContain(value, entry, StringComparison.Ordinal);
        }
    }

    private static async Task WriteAsync(StringBuilder page, Census census, Surface surface)
    {
        var streams = surface.StreamPath is not null;
        page.Append(streams ? $"\n## {surface.Name}\n\n| Place in the request | plain | stream |\n|---|---|---|\n" : $"\n## {surface.Name}\n\n| Place in the request | plain |\n|---|---|\n");
        foreach (var (name, members) in surface.Request) page.Append($"| {name} | {await census.AskAsync(surface, members, false)} |{(streams ? $" {await census.AskAsync(surface, members, true)} |" : "")}\n");
        page.Append("\n| Place in the answer | verdict |\n|---|---|\n");
        foreach (var (name, body) in surface.Answer) page.Append($"| {name} | {await census.AnswerAsync(surface, body)} |\n");
        foreach (var status in (int[])[400, 429, 500]) page.Append($"| error {status} | {await census.AnswerAsync(surface, "{\"error\":{\"message\":\"§\",\"code\":\"x\",\"details\":[\"§\"]}}", status)} |\n");
        page.Append($"| error page that is not JSON | {await census.AnswerAsync(surface, "<html>§</html>", 400)} |\n");
        if (!streams) return;
        page.Append("\n| Place in the stream | verdict |\n|---|---|\n");
        foreach (var (name, data) in surface.Events) page.Append($"| {name} | {await census.EventAsync(surface, name, data)} |\n");
        foreach (var (name, data) in ((string, string)[])[("unknown property name", "{\"§\":1}"), ("card number as a JSON number", "{\"n\":4111111111111111}"), ("error event", "{\"type\":\"error\",\"error\":{\"message\":\"§\"}}"), ("not JSON", "§")])
            page.Append($"| {name} | {await census.EventAsync(surface, name, data)} |\n");
    }

    // What is sent beside files, and the answers that are no JSON.
    private static async Task WriteFormsAsync(StringBuilder page, Census census, GatewayHost gateway, FakeUpstream upstream, string key)
    {
        page.Append("\n## Forms: transcriptions, translations, image edits and variations\n\n| Place in the request | transcriptions | translations | image edits | image variations |\n|---|---|---|---|---|\n");
        string[] paths = ["/v1/audio/transcriptions", "/v1/audio/translations", "/v1/images/edits", "/v1/images/variations"];
        foreach (var (name, head, value) in ((string, string, string)[])
        [
            ("prompt", "name=\"prompt\"", "§"), ("prompt that calls itself bytes", "name=\"prompt\"", "data:text/plain;base64,§"), ("language", "name=\"language\"", "§"), ("unknown field", "name=\"brand_new\"", "§"), ("unknown field, list", "name=\"brand_new[]\"", "§"), ("unknown field, JSON", "name=\"brand_new\"", "{\"a\":\"§\"}"),
            ("unknown field, escaped JSON", "name=\"brand_new\"", "{\"a\":\"\\u0031\",\"b\":\"§\"}"), ("unknown field, data URL", "name=\"brand_new\"", "data:text/plain,§"), ("name of a field", "name=\"§\"", "x"), ("name of a file", "name=\"more\"; filename=\"§.wav\"", "x"), ("coded name of a file", "name=\"more\"; filename=\"a.wav\"; filename*=utf-8''§.wav", "x"),
            ("media type of a file", "name=\"more\"; filename=\"a.wav\"\r\nContent-Type: audio/§", "x"), ("unknown header of a part", "name=\"more\"\r\nX-Brand-New: §", "x"), ("model name", "name=\"model\"", "§"), ("the same field twice", "name=\"prompt\"\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name=\"prompt\"", "§"),
            ("after the end", "name=\"x\"\r\n\r\nx\r\n--b--\r\n§\r\n--b\r\nContent-Disposition: form-data; name=\"y\"", "y"),
        ])
        {
            page.Append($"| {name} |");
            foreach (var path in paths) page.Append($" {await census.SendAsync(() => SendFormAsync(gateway, path, key, Part(head, value) + (name == "model name" ? "" : Part("name=\"model\"", "whisper-1"))))} |");
            page.Append('\n');
        }

        page.Append("\n| Place in the answer | verdict |\n|---|---|\n");
        foreach (var (name, type, body) in ((string, string, string)[])
        [
            ("`json`", "application/json", "{\"text\":\"§\"}"), ("`verbose_json`, a segment", "application/json", "{\"segments\":[{\"text\":\"§\"}]}"), ("`verbose_json`, cut into segments", "application/json", $"{{\"segments\":[{{\"id\":0,\"text\":\"{Cut(0)}\"}},{{\"id\":1,\"text\":\"{Cut(1)}\"}},{{\"id\":2,\"text\":\"{Cut(2)}\"}}]}}"),
            ("`verbose_json`, cut into words", "application/json", $"{{\"words\":[{{\"word\":\"{Cut(0)}\",\"start\":0.1}},{{\"word\":\"{Cut(1)}\",\"start\":0.2}},{{\"word\":\"{Cut(2)}\",\"start\":0.3}}]}}"),
            ("`diarized_json`, cut between speakers", "application/json", $"{{\"segments\":[{{\"type\":\"transcript.text.segment\",\"speaker\":\"A\",\"text\":\"{Cut(0)}\",\"start\":0.1}},{{\"speaker\":\"B\",\"text\":\"{Cut(1)}\"}}]}}"), ("`diarized_json`, speaker", "application/json", "{\"segments\":[{\"speaker\":\"§\",\"text\":\"x\"}]}"),
            ("`text`", "text/plain", "§"), ("`srt`", "text/plain", "1\n00:00:00,000 --> 00:00:01,000\n§\n\n"), ("`srt`, cut into cues", "text/plain", $"1\n00:00:00,000 --> 00:00:01,000\n{Cut(0)}\n\n2\n00:00:01,000 --> 00:00:02,000\n{Cut(1)}\n\n3\n00:00:02,000 --> 00:00:03,000\n{Cut(2)}\n\n"),
            ("`vtt`", "text/vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n§\n\n"), ("`vtt`, note", "text/vtt", "WEBVTT\n\nNOTE §\n\n00:00.000 --> 00:01.000\nx\n"), ("JSON that calls itself text", "text/plain", "{\"text\":\"§\"}"), ("web page", "text/html", "<p>§</p>"),
        ])
        {
            upstream.Enqueue(exchange => TextAsync(exchange, type, body.Replace("§", Census.Canary, StringComparison.Ordinal)));
            page.Append($"| {name} | {await Census.ReadAsync(() => SendFormAsync(gateway, paths[0], key, Part("name=\"model\"", "whisper-1") + Part("name=\"file\"; filename=\"a.wav\"", "x")))} |\n");
        }

        static string Part(string head, string value) => $"--b\r\nContent-Disposition: form-data; {head.Replace("§", Census.Canary, StringComparison.Ordinal)}\r\n\r\n{value.Replace("§", Census.Canary, StringComparison.Ordinal)}\r\n";

        // A space stands between two pieces that belong together, so values with spaces are what can be cut.
        static string Cut(int piece) => ((string[])["My card is 4111 1111", "1111 1111 and the iban", "of it is none"])[piece];
    }

    private static async Task TextAsync(UpstreamExchange exchange, string type, string text)
    {
        exchange.Context.Response.ContentType = type;
        await exchange.Context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    private static async Task<HttpResponseMessage> SendFormAsync(GatewayHost gateway, string path, string key, string parts)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Url, path)) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(parts + "--b--\r\n")) };
        request.Content.Headers.TryAddWithoutValidation("content-type", "multipart/form-data; boundary=b");
        request.Headers.Authorization = new("Bearer", key);
        return await gateway.Client.SendAsync(request);
    }

    // The wire itself, in the dialect that is used most.
    private static async Task WriteFramingAsync(StringBuilder page, Census census)
    {
        var (chat, gemini) = (Surfaces.All[0], Surfaces.All.Single(s => s.Name == "Gemini generate content"));
        var array = gemini with { StreamPath = gemini.StreamPath!.Replace("?alt=sse", "", StringComparison.Ordinal) };
        page.Append("\n## Server-sent events and arrays\n\n| Place | verdict |\n|---|---|\n");
        foreach (var (name, sse) in ((string, string)[])
        [
            ("comment", ": §\n\ndata: {}\n\n"), ("comment beside data", ": §\ndata: {}\n\n"), ("event id", "id: §\ndata: {}\n\n"), ("event name", "event: §\ndata: {}\n\n"), ("retry", "retry: §\ndata: {}\n\n"), ("unknown field", "brand-new: §\ndata: {}\n\n"),
            ("line without a colon", "§\ndata: {}\n\n"), ("data over several lines", "data: {\"a\":\ndata: \"§\"}\n\n"), ("after the end mark", "data: [DONE]\n\ndata: {\"a\":\"§\"}\n\n"), ("beside the end mark", ": §\ndata: [DONE]\n\n"),
            ("last event without its end", "data: {\"a\":\"§\"}"), ("carriage return inside a line", "data: {}\rdata: §\n\n"), ("byte order mark first", "\ufeffdata: {\"a\":\"§\"}\n\n"), ("two values after each other", "data: {} {\"a\":\"§\"}\n\n"),
        ]) page.Append($"| {name} | {await census.StreamAsync(chat, sse.Replace("§", Census.Canary, StringComparison.Ordinal))} |\n");

        foreach (var (name, json) in ((string, string)[])
        [
            ("array: text cut into three elements", "[" + string.Join(',', Census.Cut.Select(c => "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"" + c + "\"}]}}]}")) + "]"), ("array: text between elements", "[{},§{}]"),
            ("array: element that is no object", "[\"§\"]"), ("array: after the end", "[{}]§"), ("array: no array", "{\"error\":{\"message\":\"§\"}}"),
        ]) page.Append($"| {name} | {await census.AnswerAsync(array with { Path = array.StreamPath! }, json)} |\n");
    }

    private static async Task WriteLooseAsync(StringBuilder page, Census census, GatewayHost gateway, FakeUpstream upstream)
    {
        const string Chat = """{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]}""", Messages = """{"model":"claude-sonnet-5","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}""", Gemini = """{"contents":[{"parts":[{"text":"hi"}]}]}""";
        page.Append("\n## Beside the body\n\nEach value alone, and no other text.\n\n| Place | social security number | key |\n|---|---|---|\n");
        foreach (var (name, path, body, header) in ((string, string, string, string?)[])
        [
            ("query, parameter that passes", "/v1/messages?beta=§", Messages, null), ("query, unknown parameter", "/v1/messages?q=§", Messages, null), ("query, parameter's name", "/v1/messages?§=1", Messages, null), ("query, `key`", "/v1beta/models/gemini-2.5-flash:generateContent?key=§", Gemini, null),
            ("model in the path", "/v1beta/models/§:generateContent", Gemini, null), ("path", "/v1/§", Chat, null), ("response id in the path", "/v1/responses/§/cancel", "{}", null),
            ("header `anthropic-beta`", "/v1/messages", Messages, "anthropic-beta"), ("header `anthropic-version`", "/v1/messages", Messages, "anthropic-version"), ("header `openai-beta`", "/v1/chat/completions", Chat, "openai-beta"), ("header `accept`", "/v1/chat/completions", Chat, "accept"),
            ("header `tracestate`", "/v1/chat/completions", Chat, "tracestate"), ("header `traceparent`", "/v1/chat/completions", Chat, "traceparent"), ("header `idempotency-key`", "/v1/chat/completions", Chat, "idempotency-key"), ("header `user-agent`", "/v1/chat/completions", Chat, "user-agent"),
            ("header `cookie`", "/v1/chat/completions", Chat, "cookie"), ("header `openai-organization`", "/v1/chat/completions", Chat, "openai-organization"), ("unknown header", "/v1/chat/completions", Chat, "x-brand-new"), ("header `x-api-key`", "/v1/messages", Messages, "x-api-key"),
        ])
        {
            page.Append($"| {name} |");
            foreach (var value in LooseValues) page.Append($" {await census.SendAsync(() => gateway.PostAsync(path.Replace("§", value, StringComparison.Ordinal), body, null, header is null ? [] : [(header, value)]))} |");
            page.Append('\n');
        }

        foreach (var header in (string[])["x-request-id", "x-ratelimit-remaining-tokens", "retry-after", "server", "set-cookie", "x-brand-new"])
        {
            page.Append($"| answer's header `{header}` |");
            foreach (var value in LooseValues)
            {
                upstream.Enqueue(exchange => exchange.JsonAsync("{}", 200, (header, value)));
                page.Append($" {await Census.ReadAsync(() => gateway.PostAsync("/v1/chat/completions", Chat))} |");
            }

            page.Append('\n');
        }

        // The one thing that passes, said openly.
        page.Append("""

            Identifiers that the provider makes (`id`, `model`, `object`, `type`, `finish_reason`, `system_fingerprint`, `service_tier` and their like) pass in answers as they are, if they are at most 128 characters
            of letters, digits and `_-.:/+=`; anything else in such a field is scanned as text. The names of tools and functions that the model calls are scanned.

            """);
    }

    private static async Task WriteMediaAsync(StringBuilder page, GatewayHost gateway, FakeUpstream upstream)
    {
        var key = await gateway.AddKeyAsync(Capabilities.Tools | Capabilities.Media);
        page.Append("\n## Bytes, for a key with the capability `media`\n\n| Place | verdict |\n|---|---|\n");
        foreach (var (name, path, body) in ((string, string, string)[])
        [
            ("chat completions: image bytes", "/v1/chat/completions", """{"model":"gpt-4o","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,aGVsbG8="}}]}]}"""),
            ("chat completions: spoken answer", "/v1/chat/completions", """{"model":"gpt-4o","modalities":["text","audio"],"messages":[{"role":"user","content":"hi"}]}"""),
            ("responses: file bytes", "/v1/responses", """{"model":"gpt-4o","input":[{"role":"user","content":[{"type":"input_file","file_data":"aGVsbG8="}]}]}"""),
            ("messages: image bytes", "/v1/messages", """{"model":"claude-sonnet-5","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGVsbG8="}}]}]}"""),
            ("Gemini: inline bytes", "/v1beta/models/gemini-2.5-flash:generateContent", """{"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"aGVsbG8="}}]}]}"""),
        ])
        {
            var before = upstream.Requests.Count;
            using var response = await gateway.PostAsync(path, body, key);
            var marked = response.Headers.TryGetValues("x-sallyport-unscanned", out var values) && values.Single() == "media" && upstream.Requests.Count == before + 1;
            page.Append($"| {name} | {(marked ? "unscanned, marked" : Census.Leaked)} |\n");
        }
    }
}
