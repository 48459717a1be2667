using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Routing;

/// <summary>What an operator says of a model's names, from one socket to the other.</summary>
public sealed class NamedModelTests
{
    private const string Models = """
        models:
          m: { targets: [ { upstream: a, model: at-a }, { upstream: b, model: at-b } ], aliases: [ short ], environments: { staging: cheap } }
          cheap: { targets: [ { upstream: c, model: at-c } ] }
          "any/*": { targets: [ { upstream: b, model: "*" } ] }
          old: { targets: [ { upstream: a, model: at-a } ], deprecated: { since: "2026-01-01", replaced_by: m, until: "2999-12-30" } }
          gone: { targets: [ { upstream: a, model: at-a } ], deprecated: { since: "2020-01-01", replaced_by: m, until: "2020-02-01" } }
          blind: { targets: [ { upstream: a, model: at-a } ], capabilities: { vision: false, tools: false, json_schema: false, max_output: 100, context_window: 1000 } }
        """;

    [Fact]
    public async Task An_alias_is_the_model_and_the_record_keeps_what_was_asked()
    {
        await using var rig = await RoutingRig.StartAsync(Models);
        var (status, said, response) = await rig.AskAsync("short");
        Assert.Equal((200, "a"), (status, said));
        Assert.Contains("\"model\":\"at-a\"", rig.A.Request.Text, StringComparison.Ordinal);
        Assert.Equal("short", (await rig.ResultAsync(response)).ModelAsked);
    }

    [Theory]
    [InlineData("m", "m", 200)]
    [InlineData("m", "short", 200)]
    [InlineData("short", "short", 200)]
    [InlineData("short", "m", 403)]
    [InlineData("cheap", "short", 403)]
    [InlineData("any/*", "any/thing", 200)]
    public async Task A_scope_holds_a_model_by_its_name_or_by_the_name_that_was_asked(string scope, string asked, int status)
    {
        await using var rig = await RoutingRig.StartAsync(Models);
        var key = await rig.Gateway.AddKeyAsync(KeyScopes.Default with { Models = [scope] });
        Assert.Equal(status, (await rig.AskAsync(asked, key: key)).Status);
    }

    [Fact]
    public async Task The_keys_environment_decides_the_variant_and_its_switch_stops_it()
    {
        await using var rig = await RoutingRig.StartAsync(Models);
        var staging = await rig.Gateway.AddKeyAsync(key => key with { Environment = KeyEnvironment.Staging });
        Assert.Equal("a", (await rig.AskAsync()).Said);
        Assert.Equal("c", (await rig.AskAsync(key: staging)).Said);
        Assert.Equal("c", (await rig.AskAsync("short", key: staging)).Said);
        Assert.Contains("\"model\":\"at-c\"", rig.C.Requests.First().Text, StringComparison.Ordinal);

        await StopAsync(rig, "cheap");
        Assert.Equal((403, "stopped"), ((await rig.AskAsync(key: staging)) is var (status, said, _) ? (status, said) : default));
        Assert.Equal("a", (await rig.AskAsync()).Said);
    }

    [Fact]
    public async Task A_switch_on_a_model_is_not_got_round_by_its_alias()
    {
        await using var rig = await RoutingRig.StartAsync(Models);
        await StopAsync(rig, "m");
        Assert.Equal("stopped", (await rig.AskAsync("short")).Said);
        Assert.Empty(rig.A.Requests);
    }

    [Fact]
    public async Task An_alias_has_no_limit_of_its_own()
    {
        await using var rig = await RoutingRig.StartAsync(Models, sections: "limits: { rules: { each: { per: model, requests: 2, every: hour } } }");
        Assert.Equal((200, 200, 429), ((await rig.AskAsync("m")).Status, (await rig.AskAsync("short")).Status, (await rig.AskAsync("short")).Status));
    }

    [Theory]
    [InlineData("any/gpt-x", 200, "gpt-x")]
    [InlineData("any/org/gpt-x", 200, "org/gpt-x")]
    [InlineData("any/", 404, null)]
    [InlineData("other/gpt-x", 404, null)]
    [InlineData("any/4111 1111 1111 1111", 404, null)] // text of the client goes nowhere unseen
    public async Task A_wildcard_takes_the_rest_of_the_name_along(string asked, int status, string? at)
    {
        await using var rig = await RoutingRig.StartAsync(Models);
        Assert.Equal(status, (await rig.AskAsync(asked)).Status);
        if (at is null) Assert.Empty(rig.B.Requests);
        else Assert.Contains($"\"model\":\"{at}\"", rig.B.Request.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_on_its_way_out_says_so_and_one_that_is_gone_names_its_replacement()
    {
        await using var rig = await RoutingRig.StartAsync(Models);
        var (status, _, response) = await rig.AskAsync("old");
        Assert.Equal(200, status);
        Assert.Equal(("@1767225600", "Tue, 31 Dec 2999 00:00:00 GMT", "m"), (Header(response, "deprecation"), Header(response, "sunset"), Header(response, "x-sallyport-replaced-by")));
        Assert.False((await rig.AskAsync()).Response.Headers.Contains("deprecation"));

        var (refused, code, gone) = await rig.AskAsync("gone");
        Assert.Equal((410, "model_retired"), (refused, code));
        Assert.Contains("2020-02-01. Ask for 'm' instead.", await RoutingRig.MessageAsync(gone), StringComparison.Ordinal);
        Assert.Equal("model_retired", (await rig.ResultAsync(gone)).Rejection);
        Assert.Equal(2, rig.A.Requests.Count); // the third never left
    }

    [Theory]
    [InlineData("\"max_tokens\":101", "max_output", "101")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\"}}}]", "tools", "")]
    [InlineData("\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{\"type\":\"object\"}}}", "json_schema", "")]
    public async Task What_a_model_cannot_do_is_refused_before_it_is_sent(string member, string capability, string figure)
    {
        await using var rig = await RoutingRig.StartAsync(Models);
        var (status, code, response) = await rig.AskAsync("blind", more: "," + member);
        Assert.Equal((400, "model_lacks_capability"), (status, code));
        var message = await RoutingRig.MessageAsync(response);
        Assert.Contains($"'{capability}'", message, StringComparison.Ordinal);
        Assert.Contains(figure, message, StringComparison.Ordinal);
        Assert.Empty(rig.A.Requests);
    }

    [Theory]
    [InlineData("\"max_tokens\":100")]
    [InlineData("\"response_format\":{\"type\":\"json_object\"}")]
    public async Task What_it_can_do_is_sent(string member)
    {
        await using var rig = await RoutingRig.StartAsync(Models);
        Assert.Equal(200, (await rig.AskAsync("blind", more: "," + member)).Status);
    }

    [Fact]
    public async Task An_image_is_refused_by_a_model_that_sees_none()
    {
        await using var rig = await RoutingRig.StartAsync(Models);
        var key = await rig.Gateway.AddKeyAsync(Providers.Capabilities.Media);
        const string Image = """{"model":"blind","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}""";
        using var refused = await rig.Gateway.PostAsync("/v1/chat/completions", Image, key);
        Assert.Contains("'vision'", await RoutingRig.MessageAsync(refused), StringComparison.Ordinal);
        using var passed = await rig.Gateway.PostAsync("/v1/chat/completions", Image.Replace("blind", "m", StringComparison.Ordinal), key);
        Assert.Equal(200, (int)passed.StatusCode);
    }

    [Theory]
    [InlineData(900, true)]
    [InlineData(1_500, false)]
    public async Task An_input_beyond_the_context_window_is_refused_with_both_figures(int words, bool fits)
    {
        await using var rig = await RoutingRig.StartAsync(Models);
        var (status, code, response) = await rig.AskAsync("blind", string.Concat(Enumerable.Repeat("word ", words)));
        if (fits)
        {
            Assert.Equal(200, status);
            return;
        }

        Assert.Equal((400, "context_window_exceeded"), (status, code));
        Assert.Matches(@"has 1[45]\d\d tokens or more and the model takes 1000 at most", await response.Content.ReadAsStringAsync());
        Assert.Empty(rig.A.Requests);
    }

    [Fact]
    public async Task The_list_shows_names_aliases_and_what_is_on_its_way_out()
    {
        await using var rig = await RoutingRig.StartAsync(Models);
        using var list = JsonDocument.Parse(await rig.Gateway.Client.GetStringAsync(new Uri("/v1/models", UriKind.Relative)));
        var models = list.RootElement.GetProperty("data").EnumerateArray().ToDictionary(m => m.GetProperty("id").GetString()!);
        Assert.Equal(["blind", "cheap", "m", "old", "short"], models.Keys); // what is gone and what only begins a name are not there
        Assert.Equal("m", models["short"].GetProperty("alias_of").GetString());
        Assert.Equal(("2026-01-01", "m", "2999-12-30"), (models["old"].GetProperty("deprecated_since").GetString(), models["old"].GetProperty("replaced_by").GetString(), models["old"].GetProperty("deprecated_until").GetString()));
        using var one = JsonDocument.Parse(await rig.Gateway.Client.GetStringAsync(new Uri("/v1/models/short", UriKind.Relative)));
        Assert.Equal("short", one.RootElement.GetProperty("id").GetString());

        var narrow = await rig.Gateway.AddKeyAsync(KeyScopes.Default with { Models = ["short"] });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(rig.Gateway.Url, "/v1/models"));
        request.Headers.Authorization = new("Bearer", narrow);
        using var answer = await rig.Gateway.Client.SendAsync(request);
        using var few = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(["short"], few.RootElement.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString()));
    }

    private static string Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.Single() : response.Content.Headers.GetValues(name).Single();

    private static async Task StopAsync(RoutingRig rig, string model)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(rig.Gateway.AdminUrl, "/admin/v1/stops"));
        request.Headers.Authorization = new("Bearer", "admin-token-of-the-tests");
        request.Content = new StringContent($$"""{"target":"model:{{model}}","reason":"abuse","note":"a test"}""", System.Text.Encoding.UTF8, "application/json");
        using var answer = await rig.Gateway.Client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
