using System.Text;
using System.Text.RegularExpressions;
using Sallyport.Testing;

namespace Sallyport.IntegrationTests.Coverage;

/// <summary>Plants values in one place after the other, sends them through the gateway, and looks at what came out at the other end.</summary>
internal sealed partial class Census(FakeUpstream upstream, GatewayHost gateway, string? key = null)
{
    public const string Ssn = "123-45-6789", Card = "4111111111111111", Leaked = "**LEAKED**";

    // Put together here, so that nobody takes this file for a place where a key was left.
    public static readonly string Secret = "ghp" + "_x7Fq2Lm9Zt4Kc8Vb1Nw6Rj3Hs5Pd0Ya2GeQu";

    public static readonly string Canary = $"My SSN is {Ssn} and my key is {Secret}";

    /// <summary>The canary in three pieces, each value cut in the middle.</summary>
    public static readonly string[] Cut = [Canary[..14], Canary[14..(Canary.Length - 20)], Canary[^20..]];

    /// <summary>What became of a request.</summary>
    public async Task<string> AskAsync(Surface surface, string members, bool stream)
    {
        var rest = surface.Rest.Where(r => !members.TrimStart().StartsWith($"\"{r.Name}\":", StringComparison.Ordinal)).Select(r => $"\"{r.Name}\":{r.Json}");
        var body = "{" + string.Join(',', (string[])[members.Replace("§", Canary, StringComparison.Ordinal), .. rest, .. stream && !surface.IsGemini ? ["\"stream\":true"] : (string[])[]]) + "}";
        return await SendAsync(() => gateway.PostAsync(stream ? surface.StreamPath! : surface.Path, body, key));
    }

    /// <summary>What became of anything that one request may carry.</summary>
    public async Task<string> SendAsync(Func<Task<HttpResponseMessage>> send)
    {
        var before = upstream.Requests.Count;
        using var response = await send();
        var answer = await response.Content.ReadAsStringAsync();
        var seen = string.Join('\n', upstream.Requests.Skip(before).Select(r => $"{r.Path} {r.Query} {r.Text} {string.Join(' ', r.Headers.Values.SelectMany(v => v))}"));
        if (IsLeaked(seen) || IsLeaked(answer)) return Leaked;
        if (upstream.Requests.Count == before) return "denied: " + CodeOf(answer);
        return Mask().IsMatch(seen) ? "scanned" : "not passed on";
    }

    /// <summary>What became of a whole answer.</summary>
    public async Task<string> AnswerAsync(Surface surface, string body, int status = 200)
    {
        var usual = upstream.Reply;
        upstream.Reply = exchange => exchange.JsonAsync(body.Replace("§", Canary, StringComparison.Ordinal), status); // for every attempt
        var verdict = await HearAsync(surface, stream: false);
        upstream.Reply = usual;
        return verdict;
    }

    /// <summary>What became of an event of a stream.</summary>
    public async Task<string> EventAsync(Surface surface, string name, string data)
    {
        string[] pieces = name.EndsWith('*') ? Cut : [Canary];
        var sse = new StringBuilder();
        foreach (var piece in pieces) sse.Append("data: ").Append(data.Replace("§", piece, StringComparison.Ordinal)).Append("\n\n");
        return await StreamAsync(surface, sse.ToString());
    }

    /// <summary>What became of a stream as it lies on the wire.</summary>
    public async Task<string> StreamAsync(Surface surface, string sse)
    {
        upstream.Enqueue(exchange => exchange.StreamAsync(sse, 7, 100, 1));
        return await HearAsync(surface, stream: true);
    }

    private async Task<string> HearAsync(Surface surface, bool stream)
    {
        var body = "{" + string.Join(',', (string[])[.. surface.Rest.Select(r => $"\"{r.Name}\":{r.Json}"), .. stream && !surface.IsGemini ? ["\"stream\":true"] : (string[])[]]) + "}";
        return await ReadAsync(() => gateway.PostAsync(stream ? surface.StreamPath! : surface.Path, body, key));
    }

    /// <summary>What a client got.</summary>
    public static async Task<string> ReadAsync(Func<Task<HttpResponseMessage>> send)
    {
        using var response = await send();
        var seen = new StringBuilder(string.Join('\n', response.Headers.Select(h => $"{h.Key}: {string.Join(',', h.Value)}"))).Append('\n');
        var buffer = new byte[4_096];
        await using var stream = await response.Content.ReadAsStreamAsync();
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer)) > 0) seen.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            seen.Append("\n\"code\":\"cut\"");
        }

        var text = seen.ToString();
        if (IsLeaked(text)) return Leaked;
        return text.Contains("_REDACTED]", StringComparison.Ordinal) ? "scanned" : Code().IsMatch(text) ? "denied: " + CodeOf(text) : "not passed on";
    }

    private static bool IsLeaked(string text) => text.Contains(Ssn, StringComparison.Ordinal) || text.Contains(Secret, StringComparison.Ordinal) || text.Contains(Card, StringComparison.Ordinal) || text.Contains("4111 1111", StringComparison.Ordinal);

    private static string CodeOf(string answer) => Code().Match(answer) is { Success: true } code ? "`" + code.Value.ToLowerInvariant() + "`" : "refused";

    [GeneratedRegex("translation_unsupported|answer_untranslatable|capability_not_allowed|malformed_form|malformed_json|protected_content|guardrail_blocked|output_blocked|model_not_found|response_not_found|unscannable_input|upstream_malformed|upstream_broke|upstream_error|query_not_allowed|header_refused|endpoint_not_served|no_eligible_upstream|key_invalid|key_ambiguous|internal_error", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Code();

    [GeneratedRegex(@"_REDACTED\]|\[[A-Z_]+_[B-Z2-9]{8}\]", RegexOptions.NonBacktracking)]
    private static partial Regex Mask();
}
