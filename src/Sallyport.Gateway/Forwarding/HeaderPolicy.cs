using System.Collections.Frozen;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Which headers pass the gateway, in either direction. Everything not named here stays out.</summary>
/// <remarks>The reasons, name by name, are in docs/decisions/0031-header-allow-lists.md.</remarks>
internal static class HeaderPolicy
{
    private const int MaxValueLength = 4 * 1024;

    private enum Repeat { Refused, Joined }

    private static readonly (string Name, Repeat Repeat)[] Always =
        [("accept", Repeat.Joined), ("traceparent", Repeat.Refused), ("tracestate", Repeat.Joined), ("idempotency-key", Repeat.Refused)];

    private static readonly (string Name, Repeat Repeat)[] OpenAI = [.. Always, ("openai-beta", Repeat.Joined)];
    private static readonly (string Name, Repeat Repeat)[] Anthropic = [.. Always, ("anthropic-version", Repeat.Refused), ("anthropic-beta", Repeat.Joined)];

    private static readonly FrozenSet<string> Sendable = OpenAI.Concat(Anthropic).Select(header => header.Name).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> ForClient = new[]
    {
        "x-request-id", "request-id", "apim-request-id", "x-amzn-requestid", "retry-after", "retry-after-ms", "x-should-retry", "x-zero-data-retention", "x-sallyport-simulated",
        "openai-version", "openai-processing-ms", "openai-model",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] PrefixesForClient = ["x-ratelimit-", "anthropic-ratelimit-"];

    /// <summary>True for a header that a client may send to an upstream; credentials, cookies, framing and forwarding headers never are.</summary>
    public static bool MaySend(string name) => Sendable.Contains(name);

    /// <summary>The headers of a client's request that go to the upstream.</summary>
    /// <param name="headers">As the client sent them.</param>
    /// <param name="dialect">The client's; another dialect's headers stay out.</param>
    /// <param name="callerId">Stable id of the caller's key: an idempotency key is valid for it alone.</param>
    /// <returns>The headers; or <c>header_refused</c> for one that is repeated, too long or not plain text.</returns>
    public static Outcome<KeyValuePair<string, string>[]> SelectForUpstream(IHeaderDictionary headers, DialectId dialect, string callerId)
    {
        var candidates = dialect switch
        {
            DialectId.OpenAIChat or DialectId.OpenAIResponses or DialectId.OpenAIEmbeddings or DialectId.OpenAICompletions or DialectId.OpenAIModerations or DialectId.OpenAIImages or DialectId.OpenAIAudio => OpenAI,
            DialectId.AnthropicMessages => Anthropic,
            _ => Always,
        };

        var selected = new KeyValuePair<string, string>[candidates.Length];
        var count = 0;
        foreach (var (name, repeat) in candidates)
        {
            if (!headers.TryGetValue(name, out var values) || values.Count == 0) continue;
            if (values.Count > 1 && repeat is Repeat.Refused) return Rejection.HeaderRefused(name);
            var value = values.Count == 1 ? values[0]! : string.Join(", ", values.ToArray());
            if (value.Length == 0 || IsNamedByConnection(headers, name)) continue;
            if (value.Length > MaxValueLength || !IsPlain(value)) return Rejection.HeaderRefused(name);
            selected[count++] = new(name, name == "idempotency-key" ? Scoped(value, callerId) : value);
        }

        return count == selected.Length ? selected : selected[..count];
    }

    /// <summary>Of what was selected, the headers that mean the same in every dialect: all that an upstream with another one gets.</summary>
    public static KeyValuePair<string, string>[] ForAnyDialect(KeyValuePair<string, string>[] selected) => Array.FindAll(selected, header => Array.Exists(Always, any => any.Name == header.Key));

    /// <summary>The headers of an upstream's response that go to the client.</summary>
    /// <param name="headers">As the upstream sent them, without those of the body.</param>
    /// <param name="credential">The gateway's own; a header that quotes it is dropped.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> SelectForClient(HttpHeadersNonValidated headers, string? credential)
    {
        List<KeyValuePair<string, string>>? selected = null;
        foreach (var (name, values) in headers)
        {
            if (!MayReturn(name)) continue;
            var value = values.ToString();
            if (value.Length is 0 or > MaxValueLength || !IsPlain(value)) continue;
            if (credential is not null && value.Contains(credential, StringComparison.Ordinal)) continue;
            (selected ??= []).Add(new(name, value));
        }

        return selected ?? (IReadOnlyList<KeyValuePair<string, string>>)[];
    }

    internal static bool MayReturn(string name)
    {
        if (ForClient.Contains(name)) return true;
        foreach (var prefix in PrefixesForClient)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    // All callers share one account upstream. Passed as it is, a key that another caller has used or guessed would fetch that caller's answer.
    private static string Scoped(string value, string callerId) =>
        "sp-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(callerId + "\n" + value)).AsSpan(0, 20));

    private static bool IsNamedByConnection(IHeaderDictionary headers, string name)
    {
        foreach (var list in headers.Connection)
        {
            foreach (var range in list.AsSpan().Split(','))
            {
                if (list.AsSpan()[range].Trim().Equals(name, StringComparison.OrdinalIgnoreCase)) return true;
            }
        }

        return false;
    }

    private static bool IsPlain(string value) => !value.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
