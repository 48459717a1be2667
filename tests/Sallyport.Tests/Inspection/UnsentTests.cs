using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Inspection;
using Sallyport.Providers;
using Xunit;

namespace Sallyport.Tests.Inspection;

/// <summary>Rules for answers that spare what the caller sent and act on what the model brought itself.</summary>
public sealed class UnsentTests
{
    private const string Rules = "response: [ { detector: email, action: redact, unless_sent: true }, { detector: payment-card, action: redact, unless_sent: true }, { detector: phone, action: flag, unless_sent: true } ]";
    private const string Own = "My mail is Ann.Lee@acme.org, my card is 4111111111111111 and my phone is +1 415 555 0132.";
    private const string Talk = "You are ann.lee@acme.org with 4111 1111 1111 1111 (phone: +1 415-555-0132). Ask bob.roe@acme.org, card 5555 5555 5555 4444, phone: +1 415 555 0187, ann.lee@acme.org.";
    private const string Cleaned = "You are ann.lee@acme.org with 4111 1111 1111 1111 (phone: +1 415-555-0132). Ask [EMAIL_REDACTED], card [CARD_REDACTED], phone: +1 415 555 0187, ann.lee@acme.org.";

    public static TheoryData<Endpoint> Endpoints => [.. GuardRequests.All];

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void What_the_caller_sent_stays_and_what_the_model_brought_goes(Endpoint endpoint)
    {
        var (request, guardrails) = Ask(Rules, endpoint, Own);
        Assert.Equal(Cleaned, Whole(endpoint, request, guardrails, Talk));
        Assert.Equal("email redact 1, payment-card redact 1, phone flag 1", Counts(request));
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void A_stream_spares_the_same_however_it_is_cut(Endpoint endpoint)
    {
        for (var seed = 0; seed < 25; seed++)
        {
            var (request, guardrails) = Ask(Rules, endpoint, Own);
            Assert.Equal(Cleaned, Streamed(endpoint, request, guardrails, Talk, new Random(seed), out var end));
            Assert.Null(end);
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void A_value_brought_by_the_model_may_end_the_answer_and_one_sent_does_not(Endpoint endpoint)
    {
        const string Block = "response: [ { detector: url, action: redact, unless_sent: true }, { detector: email, action: block, unless_sent: true } ]";
        for (var seed = 0; seed < 12; seed++)
        {
            var (request, guardrails) = Ask(Block, endpoint, Own);
            Assert.Equal("See [URL_REDACTED] or ann.lee@acme.org", Streamed(endpoint, request, guardrails, "See https://acme.org/a?b=1 or ann.lee@acme.org", new Random(seed), out var end));
            Assert.Null(end);
            var heard = Streamed(endpoint, request, guardrails, "See https://acme.org/?mail=bob.roe@acme.org&all=1 now", new Random(seed), out end); // inside a finding that is only masked
            Assert.Equal("output_blocked", end?.Code);
            Assert.DoesNotContain("bob", heard, StringComparison.Ordinal);
            Assert.Equal("output_blocked", Rig.TryAnswer(GuardRequests.DialectOf(endpoint), Rig.Context(GuardRequests.DialectOf(endpoint), request, guardrails), GuardRequests.Answer(endpoint, "bob.roe@acme.org"), out _)?.Code);
        }
    }

    [Theory]
    [InlineData("tool")]
    [InlineData("system")]
    public void A_value_counts_as_sent_wherever_it_stood(string where)
    {
        foreach (var endpoint in GuardRequests.All)
        {
            var guardrails = Rig.Compile(Guarded.Json(Rules));
            var body = GuardRequests.Build(endpoint, where == "system" ? Own : "Be kind.", "Who is it?", where == "tool" ? Own : "nothing here but a line");
            var request = Rig.TryAsk(endpoint, body, guardrails).TryGet(out var asked, out var no) ? asked : throw new InvalidOperationException(no.Code);
            Assert.Equal(Cleaned, Whole(endpoint, request, guardrails, Talk));
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public void A_value_that_left_as_a_placeholder_comes_back(Endpoint endpoint)
    {
        var (request, guardrails) = Ask(Rules + ", request: [ { detector: email, action: pseudonymize } ]", endpoint, Own);
        var placeholder = Assert.Single(request.Placeholders.Entries).Key;
        for (var seed = 0; seed < 10; seed++) Assert.Equal("Ann.Lee@acme.org ann.lee@acme.org [EMAIL_REDACTED]", Streamed(endpoint, request, guardrails, placeholder + " ann.lee@acme.org bob.roe@acme.org", new Random(seed), out _));
        Assert.Equal("Ann.Lee@acme.org ann.lee@acme.org [EMAIL_REDACTED]", Whole(endpoint, request, guardrails, placeholder + " ann.lee@acme.org bob.roe@acme.org"));
    }

    [Fact]
    public void A_part_of_what_was_sent_is_not_what_was_sent()
    {
        var (request, guardrails) = Ask(Rules, Endpoint.ChatCompletions, "Write to joann.lee@acme.org or ann.lee@acme.org.uk.");
        Assert.Equal("[EMAIL_REDACTED]", Whole(Endpoint.ChatCompletions, request, guardrails, "ann.lee@acme.org"));
    }

    [Fact]
    public void A_rule_without_the_option_acts_on_what_was_sent_too()
    {
        var (request, guardrails) = Ask("response: [ { detector: email, action: redact, unless_sent: true }, { detector: email, action: redact } ]", Endpoint.ChatCompletions, Own);
        Assert.Equal("[EMAIL_REDACTED]", Whole(Endpoint.ChatCompletions, request, guardrails, "ann.lee@acme.org"));
        Assert.Empty(request.AnswerGuards); // the weaker rule is idle
    }

    [Fact]
    public void Nothing_is_taken_down_where_no_rule_asks_for_it()
    {
        var (request, _) = Ask("response: [ { detector: email, action: redact } ]", Endpoint.ChatCompletions, Own);
        Assert.Null(request.Sent);
    }

    private static (InspectedRequest Request, GuardrailSnapshot Guardrails) Ask(string options, Endpoint endpoint, string user)
    {
        var guardrails = Rig.Compile(Guarded.Json(options));
        return Rig.TryAsk(endpoint, GuardRequests.Build(endpoint, null, user, null), guardrails).TryGet(out var request, out var no) ? (request, guardrails) : throw new InvalidOperationException(no.Code);
    }

    private static string Whole(Endpoint endpoint, InspectedRequest request, GuardrailSnapshot guardrails, string text)
    {
        var dialect = GuardRequests.DialectOf(endpoint);
        Assert.Null(Rig.TryAnswer(dialect, Rig.Context(dialect, request, guardrails), GuardRequests.Answer(endpoint, text), out var client));
        return PlainJson.Strings(client).Single(s => s.Contains("acme", StringComparison.OrdinalIgnoreCase) || s.Contains("REDACTED", StringComparison.Ordinal));
    }

    private static string Streamed(Endpoint endpoint, InspectedRequest request, GuardrailSnapshot guardrails, string text, Random random, out Sallyport.Gateway.Pipeline.Rejection? end)
    {
        var echo = new Echo(text, "{\"text\":" + JsonSerializer.Serialize("none") + "}", random);
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
        if (end is not null) return Encoding.UTF8.GetString(client);
        var heard = Heard.Of(client, isArray);
        return endpoint switch
        {
            Endpoint.ChatCompletions => heard[".choices#0.delta.content"],
            Endpoint.CreateResponse => heard.First(h => h.Key.EndsWith("delta", StringComparison.Ordinal) && h.Key.Contains("#0", StringComparison.Ordinal)).Value,
            Endpoint.CreateMessage => heard["#1.delta.text"],
            _ => heard[".candidates#0.content.parts.text"],
        };
    }

    private static string Counts(InspectedRequest request) => string.Join(", ", request.Findings.ToFindings().Select(f => $"{f.Detector} {f.Action} {f.Count}"));
}
