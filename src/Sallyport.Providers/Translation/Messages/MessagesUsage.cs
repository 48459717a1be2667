using System.Text;
using System.Text.Json;

namespace Sallyport.Providers.Translation.Messages;

/// <summary>Usage in Anthropic's words, in which input leaves out the tokens read from the cache and written to it.</summary>
/// <remarks>In a stream the counts come twice, in <c>message_start</c> and in <c>message_delta</c>; a later one replaces the earlier, a missing one does not.</remarks>
internal sealed class MessagesUsage
{
    private long? _input, _output, _read, _written, _written1h, _thinking, _searches;
    private ServiceTier _tier;

    /// <summary>What is known so far, in the sense of <see cref="TokenUsage"/>.</summary>
    public TokenUsage Known => new(_input is null ? null : _input + (_read ?? 0) + (_written ?? 0), _output, _read, _written, _thinking) { CacheWrite1h = _written1h, WebSearches = _searches, Tier = _tier };

    /// <param name="holder">A message or an event.</param>
    /// <returns>False if it tells no usage.</returns>
    public bool Read(JsonElement holder)
    {
        if (!holder.TryMember("usage", out var usage) || usage.ValueKind is not JsonValueKind.Object) return false;
        usage.TryMember("cache_creation", out var written);
        usage.TryMember("output_tokens_details", out var output);
        usage.TryMember("server_tool_use", out var tools);
        _input = usage.WholeOf("input_tokens") ?? _input;
        _output = usage.WholeOf("output_tokens") ?? _output;
        _read = usage.WholeOf("cache_read_input_tokens") ?? _read;
        _written = usage.WholeOf("cache_creation_input_tokens") ?? _written;
        _written1h = written.WholeOf("ephemeral_1h_input_tokens") ?? _written1h;
        _thinking = output.WholeOf("thinking_tokens") ?? _thinking;
        _searches = tools.WholeOf("web_search_requests") ?? _searches;
        if (usage.TextOf("service_tier") is { } tier) _tier = AnswerReader.TierOf(Encoding.UTF8.GetBytes(tier));
        return true;
    }

    /// <summary>Writes the counts of an answer.</summary>
    /// <param name="usage">In the sense of <see cref="TokenUsage"/>.</param>
    /// <param name="json">Written to.</param>
    /// <param name="isDelta">True for <c>message_delta</c>, whose usage has fewer members.</param>
    public static void Write(TokenUsage usage, Utf8JsonWriter json, bool isDelta)
    {
        long read = usage.CachedInput ?? 0, written = usage.CacheWrite ?? 0;
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", Math.Max(0, (usage.Input ?? 0) - read - written));
        json.WriteNumber("cache_creation_input_tokens", written);
        json.WriteNumber("cache_read_input_tokens", read);
        if (!isDelta)
        {
            json.WriteStartObject("cache_creation");
            json.WriteNumber("ephemeral_5m_input_tokens", Math.Max(0, written - (usage.CacheWrite1h ?? 0)));
            json.WriteNumber("ephemeral_1h_input_tokens", usage.CacheWrite1h ?? 0);
            json.WriteEndObject();
        }

        json.WriteNumber("output_tokens", usage.Output ?? 0);
        if (usage.Reasoning is { } thinking)
        {
            json.WriteStartObject("output_tokens_details");
            json.WriteNumber("thinking_tokens", thinking);
            json.WriteEndObject();
        }

        json.WriteNull("server_tool_use");
        if (!isDelta)
        {
            json.WriteString("service_tier", usage.Tier switch
            {
                ServiceTier.Priority => "priority",
                ServiceTier.Batch => "batch",
                _ => "standard",
            });
        }

        json.WriteEndObject();
    }
}
