using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Providers;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Endpoints;

/// <summary>Completions, moderations, images, sound and rerankings, over the wire.</summary>
public sealed class FurtherEndpointTests : IAsyncLifetime
{
    private const string Mail = "ana@example.com", Card = "4111 1111 1111 1111";

    private static readonly KeyScopes Wide = KeyScopes.Default with { Endpoints = EndpointGroups.Completions | EndpointGroups.Moderations | EndpointGroups.Images | EndpointGroups.Audio | EndpointGroups.Rerank, Capabilities = Capabilities.Media };

    private FakeUpstream _upstream = null!;
    private GatewayHost _gateway = null!;
    private string _key = "";

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await GatewayHost.StartAsync(_upstream, """
            upstreams:
              openai: { provider: openai, base_url: "@upstream@/v1", credential: "${env:OPENAI_API_KEY}", max_attempts: 1 }
              ranker: { provider: openai-compatible, base_url: "@upstream@/v2", credential: "${env:OPENAI_API_KEY}", max_attempts: 1 }
            """);
        _key = await _gateway.AddKeyAsync(Wide);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("/v1/completions")]
    [InlineData("/v1/moderations")]
    [InlineData("/v1/images/generations")]
    [InlineData("/v1/audio/speech")]
    [InlineData("/v2/rerank")]
    public async Task A_key_that_was_made_for_all_endpoints_before_these_were_there_may_not_use_them(string path)
    {
        using var response = await _gateway.PostAsync(path, """{"model":"gpt-4o","prompt":"x","input":"x","query":"x","documents":["x"]}""");
        Assert.Equal((HttpStatusCode.Forbidden, "endpoint_not_allowed"), (response.StatusCode, await CodeOf(response)));
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task Realtime_stays_denied()
    {
        foreach (var path in (string[])["/v1/realtime", "/v1/realtime/client_secrets", "/v1/realtime/calls", "/v1/realtime/sessions"])
        {
            using var response = await _gateway.PostAsync(path, "{}", _key);
            Assert.Equal("endpoint_not_served", await CodeOf(response));
        }
    }

    [Fact]
    public async Task A_completion_is_masked_on_the_way_and_restored_on_the_way_back()
    {
        _upstream.Reply = exchange => exchange.JsonAsync(new JsonObject { ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["text"] = "You said: " + exchange.Request.Json["prompt"]![1] }) }.ToJsonString());
        using var response = await _gateway.PostAsync("/v1/completions", $$"""{"model":"gpt-3.5-turbo-instruct","prompt":["first","write to {{Mail}}"]}""", _key);
        Assert.Equal("You said: write to " + Mail, (await JsonOf(response))["choices"]![0]!["text"]!.ToString());
        Assert.DoesNotContain(Mail, _upstream.Request.Text, StringComparison.Ordinal);
        Assert.Equal("/v1/completions", _upstream.Request.Path);
    }

    [Fact]
    public async Task The_usage_of_a_streamed_completion_is_asked_for_and_hidden_from_who_did_not_ask()
    {
        _upstream.Reply = exchange => exchange.StreamAsync("data: {\"choices\":[{\"index\":0,\"text\":\"hi\"}]}\n\ndata: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}\n\ndata: [DONE]\n\n");
        using var response = await _gateway.PostAsync("/v1/completions", """{"model":"gpt-3.5-turbo-instruct","prompt":"x","stream":true}""", _key);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((bool)_upstream.Request.Json["stream_options"]!["include_usage"]!);
        Assert.DoesNotContain("usage", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        Assert.Equal((3, 1), await UsageAsync());
    }

    [Fact]
    public async Task Token_arrays_are_refused_since_nobody_can_read_them()
    {
        foreach (var prompt in (string[])["[1,2,3]", "[[1,2],[3]]"])
        {
            using var response = await _gateway.PostAsync("/v1/completions", $$"""{"model":"gpt-3.5-turbo-instruct","prompt":{{prompt}}}""", _key);
            Assert.Equal("unscannable_input", await CodeOf(response));
        }

        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task A_moderation_needs_no_model_and_gets_the_masked_text()
    {
        _upstream.Reply = exchange => exchange.JsonAsync("""{"id":"modr-1","model":"omni-moderation-latest","results":[{"flagged":false}]}""");
        using var response = await _gateway.PostAsync("/v1/moderations", $$"""{"input":"card {{Card}}"}""", _key);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("{\"input\":\"card [CARD_REDACTED]\"}", _upstream.Request.Text);
    }

    [Fact]
    public async Task A_reranking_goes_to_the_upstreams_own_version_and_returns_documents_as_they_were()
    {
        _upstream.Reply = exchange => exchange.JsonAsync(new JsonObject { ["results"] = new JsonArray(new JsonObject { ["index"] = 0, ["relevance_score"] = 0.9, ["document"] = new JsonObject { ["text"] = exchange.Request.Json["documents"]![0]!.ToString() } }) }.ToJsonString());
        using var response = await _gateway.PostAsync("/v1/rerank", $$"""{"model":"ranker/rerank-v3.5","query":"who is {{Mail}}?","documents":["{{Mail}} is Ana"],"return_documents":true}""", _key);
        Assert.Equal(Mail + " is Ana", (await JsonOf(response))["results"]![0]!["document"]!["text"]!.ToString());
        Assert.Equal("/v2/rerank", _upstream.Request.Path);
        var sent = _upstream.Request.Json;
        Assert.DoesNotContain(Mail, _upstream.Request.Text, StringComparison.Ordinal);
        Assert.Equal(sent["query"]!.ToString()["who is ".Length..^1], sent["documents"]![0]!.ToString().Split(' ')[0]); // one name for one value, or nothing would match
    }

    [Fact]
    public async Task Images_and_sound_need_the_capability_for_media()
    {
        var key = await _gateway.AddKeyAsync(Wide with { Capabilities = Capabilities.Tools });
        foreach (var (path, body) in ((string, string)[])[("/v1/images/generations", """{"model":"gpt-image-1","prompt":"x"}"""), ("/v1/audio/speech", """{"model":"tts-1","input":"x","voice":"alloy"}""")])
        {
            using var response = await _gateway.PostAsync(path, body, key);
            Assert.Equal("capability_not_allowed", await CodeOf(response));
        }

        using var form = await SendAsync("/v1/audio/transcriptions", key, Form(("model", "whisper-1")));
        Assert.Equal("capability_not_allowed", await CodeOf(form));
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task An_image_passes_byte_for_byte_and_its_prompt_masked()
    {
        _upstream.Reply = exchange => exchange.JsonAsync("""{"created":1,"data":[{"b64_json":"aGVsbG8="}],"usage":{"input_tokens":10,"output_tokens":272}}""");
        using var response = await _gateway.PostAsync("/v1/images/generations", $$"""{"model":"gpt-image-1","prompt":"a card {{Card}}"}""", _key);
        Assert.Equal("aGVsbG8=", (await JsonOf(response))["data"]![0]!["b64_json"]!.ToString());
        Assert.Equal("media", response.Headers.GetValues("x-sallyport-unscanned").Single());
        Assert.Equal("a card [CARD_REDACTED]", _upstream.Request.Json["prompt"]!.ToString());
        Assert.Equal((10, 272), await UsageAsync());
    }

    [Fact]
    public async Task Speech_passes_as_bytes_with_the_upstreams_type()
    {
        byte[] sound = [0, 255, 13, 10, 123, 200];
        _upstream.Reply = exchange => BytesAsync(exchange, "audio/mpeg", sound);
        using var response = await _gateway.PostAsync("/v1/audio/speech", $$"""{"model":"tts-1","input":"card {{Card}}","voice":"alloy"}""", _key);
        Assert.Equal(sound, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(("audio/mpeg", "media"), (response.Content.Headers.ContentType!.ToString(), response.Headers.GetValues("x-sallyport-unscanned").Single()));
        Assert.Equal("card [CARD_REDACTED]", _upstream.Request.Json["input"]!.ToString());
    }

    [Fact]
    public async Task An_answer_that_should_be_sound_and_is_text_does_not_pass_unread()
    {
        _upstream.Reply = exchange => BytesAsync(exchange, "text/plain", Encoding.UTF8.GetBytes("card " + Card));
        using var response = await _gateway.PostAsync("/v1/audio/speech", """{"model":"tts-1","input":"x","voice":"alloy"}""", _key);
        Assert.Equal("upstream_malformed", await CodeOf(response));
    }

    [Fact]
    public async Task A_form_is_written_anew_with_its_prompt_masked_and_its_file_untouched()
    {
        byte[] sound = [0, 13, 10, 45, 45, 255, 34];
        using var form = new MultipartFormDataContent { { new StringContent("whisper-1"), "model" }, { new StringContent("names: " + Mail), "prompt" }, { new StringContent("word"), "timestamp_granularities[]" }, { new StringContent("segment"), "timestamp_granularities[]" } };
        var file = new ByteArrayContent(sound);
        file.Headers.ContentType = new MediaTypeHeaderValue("audio/x-my-own");
        form.Add(file, "file", "call with ana of 123-45-6789.wav");
        _upstream.Reply = exchange => exchange.JsonAsync("""{"text":"hi"}""");
        using var response = await SendAsync("/v1/audio/transcriptions", _key, form);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        var sent = _upstream.Request;
        var text = Encoding.Latin1.GetString(sent.Body);
        Assert.Contains("name=\"file\"; filename=\"file.wav\"\r\nContent-Type: audio/wav\r\n\r\n" + Encoding.Latin1.GetString(sound) + "\r\n--sallyport-", text, StringComparison.Ordinal);
        Assert.Matches("name=\"prompt\"\r\n\r\nnames: \\[EMAIL_[A-Z2-9]{8}\\]\r\n", text);
        Assert.Equal(2, text.Split("name=\"timestamp_granularities[]\"").Length - 1);
        Assert.DoesNotContain("123-45-6789", text, StringComparison.Ordinal);
        Assert.StartsWith("multipart/form-data; boundary=sallyport-", sent.Header("content-type"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json", "application/json", "{\"text\":\"§\"}")]
    [InlineData("text", "text/plain", "§")]
    [InlineData("srt", "text/plain", "1\n00:00:00,000 --> 00:00:01,000\n§\n\n")]
    [InlineData("vtt", "text/vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\n§\n\n")]
    [InlineData("verbose_json", "application/json", "{\"text\":\"§\",\"segments\":[{\"id\":0,\"text\":\"§\",\"tokens\":[]}],\"words\":[]}")]
    public async Task A_transcript_is_masked_and_keeps_its_form(string format, string type, string body)
    {
        _upstream.Reply = exchange => BytesAsync(exchange, type, Encoding.UTF8.GetBytes(body.Replace("§", "pay with \"" + Card + "\"", StringComparison.Ordinal).Replace("\"" + Card + "\"", format.Contains("json", StringComparison.Ordinal) ? "\\\"" + Card + "\\\"" : "\"" + Card + "\"", StringComparison.Ordinal)));
        using var response = await SendAsync("/v1/audio/transcriptions", _key, Form(("model", "whisper-1"), ("response_format", format)));
        var quote = format.Contains("json", StringComparison.Ordinal) ? "\\\"" : "\"";
        Assert.Equal(body.Replace("§", $"pay with {quote}[CARD_REDACTED]{quote}", StringComparison.Ordinal), await response.Content.ReadAsStringAsync());
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_value_cut_between_two_cues_is_masked_in_both()
    {
        _upstream.Reply = exchange => BytesAsync(exchange, "text/plain", Encoding.UTF8.GetBytes("1\n00:00:00,000 --> 00:00:01,000\nthe card 4111 1111\n\n2\n00:00:01,000 --> 00:00:02,000\n1111 1111 please\n\n"));
        using var response = await SendAsync("/v1/audio/transcriptions", _key, Form(("model", "whisper-1"), ("response_format", "srt")));
        Assert.Equal("1\n00:00:00,000 --> 00:00:01,000\nthe card [CARD_REDACTED]\n\n2\n00:00:01,000 --> 00:00:02,000\n[CARD_REDACTED] please\n\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Token_numbers_of_a_transcript_never_leave()
    {
        _upstream.Reply = exchange => exchange.JsonAsync($$"""{"text":"{{Card}}","segments":[{"id":0,"tokens":[50364,18,2],"text":"{{Card}}"},{"id":1,"tokens":[7],"text":"x"}]}""");
        using var response = await SendAsync("/v1/audio/transcriptions", _key, Form(("model", "whisper-1"), ("response_format", "verbose_json")));
        Assert.Equal("""{"text":"[CARD_REDACTED]","segments":[{"id":0,"tokens":[],"text":"[CARD_REDACTED]"},{"id":1,"tokens":[],"text":"x"}]}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_streamed_transcript_is_masked_across_its_events()
    {
        _upstream.Reply = exchange => exchange.StreamAsync("data: {\"type\":\"transcript.text.delta\",\"delta\":\"card 4111 1111 \"}\n\ndata: {\"type\":\"transcript.text.delta\",\"delta\":\"1111 1111\"}\n\ndata: {\"type\":\"transcript.text.done\",\"text\":\"card 4111 1111 1111 1111\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":14,\"output_tokens\":9}}\n\n", 11);
        using var response = await SendAsync("/v1/audio/transcriptions", _key, Form(("model", "gpt-4o-transcribe"), ("stream", "true")));
        var text = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("1111 1111", text, StringComparison.Ordinal);
        Assert.Contains("\"text\":\"card [CARD_REDACTED]\"", text, StringComparison.Ordinal);
        Assert.Equal((14, 9), await UsageAsync());
    }

    [Theory]
    [InlineData("application/json", "{}", "content_type_refused")]
    [InlineData("multipart/form-data", "--b--\r\n", "content_type_refused")]
    [InlineData("multipart/form-data; boundary=b", "--b--\r\n", "malformed_form")]
    [InlineData("multipart/form-data; boundary=b", "x--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--b--\r\n", "malformed_form")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--b--\r\nmore", "malformed_form")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\ngpt-4o\r\n--b--\r\n", "malformed_form")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"model\"\r\nContent-Transfer-Encoding: base64\r\n\r\nd2hpc3Blcg==\r\n--b--\r\n", "malformed_form")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"a\\\"b\"\r\n\r\nx\r\n--b--\r\n", "malformed_form")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"_charset_\"\r\n\r\nutf-16\r\n--b--\r\n", "malformed_form")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--b", "malformed_form")]
    public async Task A_form_that_two_readers_could_take_differently_is_refused(string type, string body, string code)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("content-type", type);
        using var response = await SendAsync("/v1/audio/transcriptions", _key, content);
        Assert.Equal(code, await CodeOf(response));
        Assert.Empty(_upstream.Requests);
    }

    private static MultipartFormDataContent Form(params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields) form.Add(new StringContent(value), name);
        form.Add(new ByteArrayContent([1, 2, 3]), "file", "a.wav");
        return form;
    }

    private async Task<HttpResponseMessage> SendAsync(string path, string key, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_gateway.Url, path)) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return await _gateway.Client.SendAsync(request);
    }

    private static async Task BytesAsync(UpstreamExchange exchange, string type, byte[] bytes)
    {
        exchange.Context.Response.ContentType = type;
        await exchange.Context.Response.Body.WriteAsync(bytes);
    }

    // What the record says of the last exchange.
    private async Task<(int? Input, int? Output)> UsageAsync()
    {
        var last = (await _gateway.Audit.ListAsync(new AuditQuery(Limit: 100), CancellationToken.None)).Select(l => JsonNode.Parse(l.Json.Span)!).Last(l => l["use"] is not null);
        return ((int?)last["use"]!["in"], (int?)last["use"]!["out"]);
    }

    private static async Task<string> CodeOf(HttpResponseMessage response) => (await JsonOf(response))["error"]!["code"]!.ToString();

    private static async Task<JsonNode> JsonOf(HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
}
