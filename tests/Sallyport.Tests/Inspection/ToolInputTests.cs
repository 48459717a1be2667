using System.Text;
using Sallyport.Providers;
using Xunit;

namespace Sallyport.Tests.Inspection;

/// <summary>What tools are called with as objects: the name of a member says what its value is.</summary>
public sealed class ToolInputTests
{
    private const string Rules = "request: [ { detector: password, action: redact }, { detector: passport, action: redact } ], response: [ { detector: password, action: redact } ]";
    private const string Object = """{"note":"none","db":{"password" : "tulip77rain","passport_number":"X1234567"},"prompt":"tulip77rain is no name","list":["tulip77rain"]}""";

    public static TheoryData<Endpoint, string> Requests => new()
    {
        { Endpoint.CreateMessage, """{"model":"m","messages":[{"role":"user","content":"hello"},{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":@}]}]}""" },
        { Endpoint.GenerateContent, """{"contents":[{"role":"user","parts":[{"text":"hello"}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":@}}]}]}""" },
        { Endpoint.GenerateContent, """{"contents":[{"role":"user","parts":[{"functionResponse":{"name":"f","response":@}}]}]}""" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_members_name_tells_what_its_value_is(Endpoint endpoint, string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body.Replace("@", Object, StringComparison.Ordinal));
        var request = Rig.TryAsk(endpoint, bytes, Rig.Compile(Guarded.Json(Rules))).TryGet(out var asked, out var no) ? asked : throw new InvalidOperationException(no.Code);
        var masked = Object.Replace("\"tulip77rain\",\"passport_number\":\"X1234567\"", "\"[PASSWORD_REDACTED]\",\"passport_number\":\"[PASSPORT_REDACTED]\"", StringComparison.Ordinal);
        Assert.Equal(body.Replace("@", masked, StringComparison.Ordinal), Encoding.UTF8.GetString(Rig.Sent(request)));
    }

    [Theory]
    [InlineData(Endpoint.CreateMessage, """{"id":"m","type":"message","role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":@}]}""")]
    [InlineData(Endpoint.GenerateContent, """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":@}}],"role":"model"},"finishReason":"STOP"}]}""")]
    public void An_answers_calls_are_read_the_same_way(Endpoint endpoint, string answer)
    {
        var guardrails = Rig.Compile(Guarded.Json(Rules));
        var request = Rig.TryAsk(endpoint, GuardRequests.Build(endpoint, null, "hello there", null), guardrails).TryGet(out var asked, out var no) ? asked : throw new InvalidOperationException(no.Code);
        var dialect = GuardRequests.DialectOf(endpoint);
        Assert.Null(Rig.TryAnswer(dialect, Rig.Context(dialect, request, guardrails), Encoding.UTF8.GetBytes(answer.Replace("@", Object, StringComparison.Ordinal)), out var client));
        Assert.Equal(answer.Replace("@", Object.Replace("\"tulip77rain\",\"passport", "\"[PASSWORD_REDACTED]\",\"passport", StringComparison.Ordinal), StringComparison.Ordinal), Encoding.UTF8.GetString(client));
    }

    [Fact]
    public void A_member_of_the_provider_is_no_context()
    {
        var body = """{"model":"m","messages":[{"role":"user","content":"hello"}],"metadata":{"password":"tulip77rain"}}""";
        var request = Rig.TryAsk(Endpoint.CreateMessage, Encoding.UTF8.GetBytes(body), Rig.Compile(Guarded.Json(Rules))).TryGet(out var asked, out var no) ? asked : throw new InvalidOperationException(no.Code);
        Assert.Empty(request.Edits);
    }
}
