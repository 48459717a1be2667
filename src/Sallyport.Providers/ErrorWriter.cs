using System.Buffers;
using System.Text.Json;

namespace Sallyport.Providers;

/// <summary>Writes errors in the shape that each dialect's client library expects.</summary>
public static class ErrorWriter
{
    /// <summary>Writes the body of an error response: JSON, UTF-8, no line end.</summary>
    public static void WriteBody(DialectId dialect, ClientError error, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        switch (dialect)
        {
            case DialectId.AnthropicMessages:
                json.WriteString("type"u8, "error"u8);
                json.WriteStartObject("error"u8);
                json.WriteString("type"u8, AnthropicType(error.Kind));
                json.WriteString("message"u8, error.Message);
                json.WriteString("code"u8, error.Code);
                json.WriteEndObject();
                json.WriteString("request_id"u8, error.RequestId);
                break;
            case DialectId.Gemini:
                json.WriteStartObject("error"u8);
                json.WriteNumber("code"u8, error.Status);
                json.WriteString("message"u8, error.Message);
                json.WriteString("status"u8, GeminiStatus(error.Kind));
                json.WriteStartArray("details"u8);
                json.WriteStartObject();
                json.WriteString("@type"u8, "type.googleapis.com/google.rpc.ErrorInfo"u8);
                json.WriteString("reason"u8, error.Code.ToUpperInvariant());
                json.WriteString("domain"u8, "sallyport"u8);
                json.WriteStartObject("metadata"u8);
                json.WriteString("request_id"u8, error.RequestId);
                json.WriteEndObject();
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
                break;
            default:
                WriteOpenAIError(json, error);
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the event that ends a stream with an error. Nothing may follow it.</summary>
    /// <param name="dialect">Dialect of the stream.</param>
    /// <param name="error">What happened.</param>
    /// <param name="asArray">True for a Gemini stream that is a JSON array.</param>
    /// <param name="isFirst">True if nothing was written to the stream before.</param>
    /// <param name="output">Takes the event.</param>
    public static void WriteEvent(DialectId dialect, ClientError error, bool asArray, bool isFirst, IBufferWriter<byte> output)
    {
        if (asArray)
        {
            output.Write(isFirst ? "["u8 : ",\r\n"u8);
            WriteBody(dialect, error, output);
            output.Write("]"u8);
            return;
        }

        if (dialect == DialectId.AnthropicMessages) output.Write("event: error\n"u8);
        else if (dialect == DialectId.OpenAIResponses) output.Write("event: response.failed\n"u8);
        output.Write("data: "u8);
        if (dialect == DialectId.OpenAIResponses) WriteFailedResponse(error, output);
        else WriteBody(dialect, error, output);
        output.Write("\n\n"u8);
    }

    // The member `error` at the top makes the official SDKs throw; `response` is what agents read.
    private static void WriteFailedResponse(ClientError error, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("type"u8, "response.failed"u8);
        json.WriteNumber("sequence_number"u8, 0);
        WriteOpenAIError(json, error);
        json.WriteStartObject("response"u8);
        json.WriteString("id"u8, "resp_" + error.RequestId);
        json.WriteString("object"u8, "response"u8);
        json.WriteNumber("created_at"u8, 0);
        json.WriteString("status"u8, "failed"u8);
        json.WriteString("model"u8, ""u8);
        json.WriteStartArray("output"u8);
        json.WriteEndArray();
        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, error.Code);
        json.WriteString("message"u8, error.Message);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    internal static void WriteOpenAIError(Utf8JsonWriter json, ClientError error)
    {
        json.WriteStartObject("error"u8);
        json.WriteString("message"u8, error.Message);
        json.WriteString("type"u8, OpenAIType(error.Kind));
        json.WriteNull("param"u8);
        json.WriteString("code"u8, error.Code);
        json.WriteString("request_id"u8, error.RequestId);
        json.WriteEndObject();
    }

    private static ReadOnlySpan<byte> OpenAIType(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest or ErrorKind.TooLarge => "invalid_request_error"u8,
        ErrorKind.Authentication => "authentication_error"u8,
        ErrorKind.Permission => "permission_error"u8,
        ErrorKind.NotFound => "not_found_error"u8,
        ErrorKind.Billing => "insufficient_quota"u8,
        ErrorKind.RateLimit => "rate_limit_error"u8,
        ErrorKind.Timeout => "timeout_error"u8,
        ErrorKind.Overloaded => "server_error"u8,
        _ => "api_error"u8,
    };

    private static ReadOnlySpan<byte> AnthropicType(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest => "invalid_request_error"u8,
        ErrorKind.TooLarge => "request_too_large"u8,
        ErrorKind.Authentication => "authentication_error"u8,
        ErrorKind.Permission => "permission_error"u8,
        ErrorKind.NotFound => "not_found_error"u8,
        ErrorKind.Billing => "billing_error"u8,
        ErrorKind.RateLimit => "rate_limit_error"u8,
        ErrorKind.Timeout => "timeout_error"u8,
        ErrorKind.Overloaded => "overloaded_error"u8,
        _ => "api_error"u8,
    };

    private static ReadOnlySpan<byte> GeminiStatus(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidRequest or ErrorKind.TooLarge => "INVALID_ARGUMENT"u8,
        ErrorKind.Authentication => "UNAUTHENTICATED"u8,
        ErrorKind.Permission => "PERMISSION_DENIED"u8,
        ErrorKind.NotFound => "NOT_FOUND"u8,
        ErrorKind.Billing or ErrorKind.RateLimit => "RESOURCE_EXHAUSTED"u8,
        ErrorKind.Timeout => "DEADLINE_EXCEEDED"u8,
        ErrorKind.Overloaded => "UNAVAILABLE"u8,
        _ => "INTERNAL"u8,
    };
}
