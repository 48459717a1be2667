using System.Text.Json;
using System.Text.RegularExpressions;
using Sallyport.IntegrationTests.Faults;
using Xunit;

namespace Sallyport.IntegrationTests.Secrecy;

/// <summary>What one caller's placeholders and stored objects are to another: nothing.</summary>
public sealed partial class IsolationTests : IAsyncLifetime
{
    private const string Mail = "ana.lopez@example.com";

    private FaultGateway _gateway = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await FaultGateway.StartAsync();
        _client = _gateway.Client();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task A_value_keeps_its_placeholder_over_the_turns_of_a_conversation_and_after_a_restart()
    {
        var first = await PlaceholderOfAsync(_gateway.Key, Chat("Please write to " + Mail + " for me."));
        var second = await PlaceholderOfAsync(_gateway.Key, Chat("Please write to " + Mail + " for me.", "Done.", "Now thank " + Mail + " too."));
        Assert.Equal(first, second);
        await _gateway.RestartAsync(new Dictionary<string, string>());
        using var client = _gateway.Client();
        _client.Dispose();
        _client = client;
        Assert.Equal(first, await PlaceholderOfAsync(_gateway.Key, Chat("Please write to " + Mail + " for me.")));
    }

    [Fact]
    public async Task Another_conversation_key_or_organization_gets_another_placeholder()
    {
        var mine = await PlaceholderOfAsync(_gateway.Key, Chat("Please write to " + Mail + " for me."));
        Assert.NotEqual(mine, await PlaceholderOfAsync(_gateway.Key, Chat("Another matter: write to " + Mail + " for me.")));
        Assert.NotEqual(mine, await PlaceholderOfAsync(_gateway.OtherKey, Chat("Please write to " + Mail + " for me.")));
    }

    [Fact]
    public async Task Nobody_draws_out_a_value_by_sending_or_being_sent_somebody_elses_placeholder()
    {
        var placeholder = await PlaceholderOfAsync(_gateway.Key, Chat("Please write to " + Mail + " for me."));
        foreach (var surface in Surface.All)
        {
            foreach (var key in (string[])[_gateway.OtherKey, _gateway.Key])
            {
                foreach (var stream in (bool[])[false, true])
                {
                    _gateway.Upstream.Reply = exchange => stream ? FaultGateway.StreamAsync(exchange, surface, surface.Stream("it is ", placeholder[..5], placeholder[5..], " I think")) : exchange.JsonAsync(surface.Answer("it is " + placeholder));
                    using var response = await _client.SendAsync(surface.Request(key, "What stands for " + placeholder + " here?", stream));
                    var text = await response.Content.ReadAsStringAsync();
                    Assert.Equal(200, (int)response.StatusCode);
                    Assert.DoesNotContain("ana.lopez", text, StringComparison.Ordinal);
                    if (!stream) Assert.Contains(placeholder, text, StringComparison.Ordinal);
                }
            }
        }
    }

    [Fact]
    public async Task A_stored_response_is_restored_for_its_owner_and_does_not_exist_for_another_organization()
    {
        // 1. Kept by the provider, with a placeholder in it.
        var placeholder = "";
        _gateway.Upstream.Reply = exchange =>
        {
            if (placeholder.Length == 0) placeholder = Placeholder().Match(exchange.Request.Text).Value;
            return exchange.JsonAsync(Surface.Of("responses").Answer("I wrote to " + placeholder));
        };
        using (var created = await SendAsync(HttpMethod.Post, "/v1/responses", _gateway.Key, "{\"model\":\"gpt-4o-mini\",\"store\":true,\"input\":\"Please write to " + Mail + " for me.\"}"))
        {
            Assert.Equal(200, (int)created.StatusCode);
            Assert.Contains("I wrote to " + Mail, await created.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.StartsWith("[EMAIL_", placeholder, StringComparison.Ordinal);

        // 2. Another organization: each way to reach it is a 404 that asks no upstream.
        var asked = _gateway.Upstream.Requests.Count;
        foreach (var id in (string[])["resp_1", "resp_unknown"])
        {
            foreach (var (method, path, body) in Ways(id))
            {
                using var answer = await SendAsync(method, path, _gateway.OtherKey, body);
                Assert.Equal((404, "response_not_found"), ((int)answer.StatusCode, Surface.Of("responses").CodeOf(await answer.Content.ReadAsStringAsync())));
            }
        }

        Assert.Equal(asked, _gateway.Upstream.Requests.Count);

        // 3. Its owner: each way works and gives the value back, also after a restart.
        foreach (var (method, path, body) in Ways("resp_1").Where(w => w.Method != HttpMethod.Delete && w.Body is null)) await OwnerGetsValueAsync(method, path);
        await _gateway.RestartAsync(new Dictionary<string, string>());
        _client.Dispose();
        _client = _gateway.Client();
        await OwnerGetsValueAsync(HttpMethod.Get, "/v1/responses/resp_1");

        // 4. Deleted is gone for its owner too.
        _gateway.Upstream.Reply = exchange => exchange.JsonAsync("""{"id":"resp_1","object":"response","deleted":true}""");
        using (var deleted = await SendAsync(HttpMethod.Delete, "/v1/responses/resp_1", _gateway.Key, null)) Assert.Equal(200, (int)deleted.StatusCode);
        using var again = await SendAsync(HttpMethod.Get, "/v1/responses/resp_1", _gateway.Key, null);
        Assert.Equal(404, (int)again.StatusCode);
    }

    private static (HttpMethod Method, string Path, string? Body)[] Ways(string id) =>
    [
        (HttpMethod.Get, "/v1/responses/" + id, null), (HttpMethod.Get, "/v1/responses/" + id + "/input_items", null), (HttpMethod.Post, "/v1/responses/" + id + "/cancel", null), (HttpMethod.Delete, "/v1/responses/" + id, null),
        (HttpMethod.Post, "/v1/responses", "{\"model\":\"gpt-4o-mini\",\"previous_response_id\":\"" + id + "\",\"input\":\"and then?\"}"),
    ];

    private static string Chat(params string[] turns) =>
        JsonSerializer.Serialize(new { model = "gpt-4o-mini", messages = turns.Select((t, i) => new { role = i % 2 == 0 ? "user" : "assistant", content = t }) });

    private async Task OwnerGetsValueAsync(HttpMethod method, string path)
    {
        using var mine = await SendAsync(method, path, _gateway.Key, null);
        Assert.Equal(200, (int)mine.StatusCode);
        Assert.Contains("I wrote to " + Mail, await mine.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<string> PlaceholderOfAsync(string key, string body)
    {
        using var response = await SendAsync(HttpMethod.Post, "/v1/chat/completions", key, body);
        Assert.Equal(200, (int)response.StatusCode);
        var sent = _gateway.Upstream.Requests.Last().Text;
        Assert.DoesNotContain("ana.lopez", sent, StringComparison.Ordinal);
        return Assert.Single(Placeholder().Matches(sent).Select(m => m.Value).Distinct());
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string key, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new("Bearer", key);
        if (body is not null) request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return await _client.SendAsync(request);
    }

    [GeneratedRegex(@"\[EMAIL_[A-Z0-9]+\]")]
    private static partial Regex Placeholder();
}
