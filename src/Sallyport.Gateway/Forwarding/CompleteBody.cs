using System.Buffers;
using System.Globalization;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Forwarding.Vendors;
using Sallyport.Gateway.Routing;
using Sallyport.Providers;
using Sallyport.Providers.Complete;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Makes a provider's request from our own <c>/api/ai/complete</c>. The texts are copied with their masks, still escaped.</summary>
internal static class CompleteBody
{
    private const string MaxAnthropicTokens = "4096"; // that dialect demands a cap

    public static void Write(InspectedRequest request, RouteTarget target, PooledWriter output)
    {
        var reader = (CompleteRequestReader)request.Body.Reader!;
        switch (Dialects.TextDialectOf(target.Upstream.Provider, target.Model))
        {
            case DialectId.AnthropicMessages:
                output.Write("{\"model\":\""u8);
                JsonEscape.Write(target.Model, 1, output);
                output.Write("\",\"max_tokens\":"u8);
                JsonEscape.Write(CapOf(target) ?? MaxAnthropicTokens, 0, output);
                WriteStream(request, output);
                WriteSystem(reader, request, ",\"system\":\""u8, "\""u8, output);
                WriteMessages(reader, request, ",\"messages\":["u8, "\",\"content\":\""u8, "\"}"u8, systemToo: false, assistant: "assistant"u8, output);
                break;
            case DialectId.Gemini:
                // Vertex keeps nothing and does not know the member. What follows begins with a comma, so there the object begins with a default.
                output.Write(target.Upstream.Provider is ProviderId.Vertex ? "{\"labels\":{}"u8 : "{\"store\":false"u8);
                if (CapOf(target) is { } most)
                {
                    output.Write(",\"generationConfig\":{\"maxOutputTokens\":"u8);
                    JsonEscape.Write(most, 0, output);
                    output.Write("}"u8);
                }

                if (request.SafetySettings is { } safety)
                {
                    output.Write(","u8);
                    JsonEscape.Write(safety, 0, output);
                }

                WriteSystem(reader, request, ",\"systemInstruction\":{\"parts\":[{\"text\":\""u8, "\"}]}"u8, output);
                WriteMessages(reader, request, ",\"contents\":["u8, "\",\"parts\":[{\"text\":\""u8, "\"}]}"u8, systemToo: false, assistant: "model"u8, output);
                break;
            default:
                output.Write("{\"model\":\""u8);
                JsonEscape.Write(target.Model, 1, output);
                output.Write("\""u8);
                if (VendorTraits.TakesStoreInChats(target.Upstream.Provider)) output.Write(",\"store\":false"u8);
                if (CapOf(target) is { } cap)
                {
                    output.Write(VendorTraits.HasNewCap(target.Upstream.Provider) ? ",\"max_completion_tokens\":"u8 : ",\"max_tokens\":"u8);
                    JsonEscape.Write(cap, 0, output);
                }

                WriteStream(request, output);
                if (request.Facts.Stream) output.Write(",\"stream_options\":{\"include_usage\":true}"u8);
                WriteMessages(reader, request, ",\"messages\":["u8, "\",\"content\":\""u8, "\"}"u8, systemToo: true, assistant: "assistant"u8, output);
                break;
        }

        output.Write("]}"u8);
    }

    private static string? CapOf(RouteTarget target) => target.OutputCap?.ToString(CultureInfo.InvariantCulture);

    private static void WriteStream(InspectedRequest request, PooledWriter output)
    {
        if (request.Facts.Stream) output.Write(",\"stream\":true"u8);
    }

    private static void WriteSystem(CompleteRequestReader reader, InspectedRequest request, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after, PooledWriter output)
    {
        var any = request.Prompt is not null;
        if (request.Prompt is { } prompt)
        {
            output.Write(before);
            JsonEscape.Write(prompt.Text, 1, output);
        }

        foreach (var message in reader.Messages)
        {
            if (message.Role != "system" || request.Prompt?.Keeps == false) continue;
            output.Write(any ? "\\n\\n"u8 : before);
            WriteText(reader.Segments[message.Segment], request, output);
            any = true;
        }

        if (any) output.Write(after);
    }

    private static void WriteMessages(CompleteRequestReader reader, InspectedRequest request, ReadOnlySpan<byte> open, ReadOnlySpan<byte> between, ReadOnlySpan<byte> close, bool systemToo, ReadOnlySpan<byte> assistant, PooledWriter output)
    {
        output.Write(open);
        var any = false;
        if (systemToo && request.Prompt is { } prompt)
        {
            output.Write("{\"role\":\"system\",\"content\":\""u8);
            JsonEscape.Write(prompt.Text, 1, output);
            output.Write("\"}"u8);
            any = true;
        }

        foreach (var message in reader.Messages)
        {
            if (message.Role == "system" && (!systemToo || request.Prompt?.Keeps == false)) continue;
            output.Write(any ? ",{\"role\":\""u8 : "{\"role\":\""u8);
            output.Write(message.Role switch { "assistant" => assistant, "system" => "system"u8, _ => "user"u8 });
            output.Write(between);
            WriteText(reader.Segments[message.Segment], request, output);
            output.Write(close);
            any = true;
        }
    }

    private static void WriteText(in TextSegment segment, InspectedRequest request, PooledWriter output)
    {
        var body = request.Body.Bytes.Span;
        var (at, end) = (segment.Start, segment.Start + segment.Length);
        foreach (var edit in request.Edits)
        {
            if (edit.Start < at || edit.Start >= end + (edit.Length == 0 ? 1 : 0)) continue; // what is put in may stand at the very end
            output.Write(body[at..edit.Start]);
            JsonEscape.Write(edit.Text, edit.Levels, output);
            at = edit.Start + edit.Length;
        }

        output.Write(body[at..end]);
    }
}
