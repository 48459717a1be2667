using System.Text.Json;
using Sallyport.Providers;
using Sallyport.Providers.Anthropic;
using Sallyport.Providers.OpenAI;

namespace Sallyport.Gateway.Listener;

/// <summary>Which request a body of <c>/v1/estimate</c> is: that of messages if the client speaks Anthropic's dialect, of responses if it has an input, else of chat completions.</summary>
internal static class EstimatedBody
{
    /// <param name="dialect">As the request's headers have it.</param>
    /// <param name="body">Not checked yet: what cannot be read is left to the reader to refuse.</param>
    public static Endpoint EndpointOf(DialectId dialect, ReadOnlySpan<byte> body)
    {
        if (dialect == DialectId.AnthropicMessages) return Endpoint.CreateMessage;
        var json = new Utf8JsonReader(body);
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return Endpoint.ChatCompletions;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (json.ValueTextEquals("input"u8)) return Endpoint.CreateResponse;
                if (json.ValueTextEquals("messages"u8)) return Endpoint.ChatCompletions;
                json.Skip();
            }
        }
        catch (JsonException)
        {
            // the reader says so, in the client's dialect
        }

        return Endpoint.ChatCompletions;
    }

    /// <summary>The same, once it has been read.</summary>
    public static (Endpoint Endpoint, DialectId Dialect) Of(RequestReader? reader) => reader switch
    {
        ResponsesRequestReader => (Endpoint.CreateResponse, DialectId.OpenAIResponses),
        MessagesRequestReader => (Endpoint.CreateMessage, DialectId.AnthropicMessages),
        _ => (Endpoint.ChatCompletions, DialectId.OpenAIChat),
    };
}
