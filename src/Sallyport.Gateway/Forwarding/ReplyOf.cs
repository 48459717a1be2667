using System.Buffers;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Makes the reply that the path sees from a response whose head has arrived.</summary>
internal static class ReplyOf
{
    private const int MaxInspectedErrorBytes = 64 * 1024;

    /// <returns>A reply that owns the response (its body is a <see cref="ReplyBody"/>), or one about our credential, which needs it no longer.</returns>
    public static UpstreamReply Open(UpstreamClient client, OutboundRequest request, HttpResponseMessage response, AttemptDeadline deadline, int attempts, bool hasTakenRequest)
    {
        deadline.End();
        var status = (int)response.StatusCode;

        // What an upstream says about our credential may quote part of it, and is none of the client's business.
        if (status is 401 or 403) return UpstreamReply.RefusingCredential(status, attempts);

        var headers = HeaderPolicy.SelectForClient(response.Headers.NonValidated, client.CredentialOf(request));
        var contentType = MediaType(response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var type) ? type.ToString() : null);
        // Hands out the network stream itself: nothing is read here, so nothing blocks.
        var body = new ReplyBody(response, response.Content.ReadAsStream(), client.Connections, deadline, request.Upstream.IdleTimeout);
        return new UpstreamReply(status, contentType, headers, body, attempts, null) { ContentLength = response.Content.Headers.ContentLength, HasTakenRequest = hasTakenRequest };
    }

    /// <summary>Gemini says of a bad key "400 invalid argument"; only the body tells it from the client's own mistakes.</summary>
    public static async ValueTask<Outcome<UpstreamReply>> ReadGeminiErrorAsync(UpstreamReply reply)
    {
        await using (reply)
        {
            try
            {
                var (bytes, isWhole) = await ReadUpToAsync(reply.Body, MaxInspectedErrorBytes);
                if (!isWhole || bytes.Span.IndexOf("API_KEY_"u8) >= 0 || bytes.Span.IndexOf("API key"u8) >= 0) return UpstreamReply.RefusingCredential(reply.Status, reply.Attempts);
                return new UpstreamReply(reply.Status, reply.ContentType, reply.Headers, new MemoryStream(bytes.ToArray(), writable: false), reply.Attempts, null) { ContentLength = bytes.Length };
            }
            catch (UpstreamFaultException e)
            {
                return e.Rejection;
            }
        }
    }

    /// <summary>False for vendors whose errors are those of their dialect by definition.</summary>
    public static bool MayNeedItsError(ProviderId provider) => provider is not (ProviderId.OpenAI or ProviderId.Anthropic or ProviderId.Gemini or ProviderId.DeepSeek or ProviderId.Simulator);

    /// <summary>Puts a vendor's own error into the shape that the dialect's client libraries expect. What is in no known shape stays as it is.</summary>
    public static async ValueTask<Outcome<UpstreamReply>> ReadVendorErrorAsync(UpstreamReply reply, DialectId dialect)
    {
        await using (reply)
        {
            try
            {
                var (bytes, isWhole) = await ReadUpToAsync(reply.Body, MaxInspectedErrorBytes);
                if (!isWhole) return Rejection.UpstreamError(reply.Status);
                var written = new ArrayBufferWriter<byte>();
                if (!VendorError.Fits(dialect, bytes.Span) && VendorError.Read(bytes.Span) is var (message, code))
                    ErrorWriter.WriteBody(dialect, new ClientError(reply.Status, VendorError.KindOf(reply.Status), code ?? "upstream_error", message, IdOf(reply)), written);
                var body = written.WrittenCount > 0 ? written.WrittenSpan.ToArray() : bytes.ToArray();
                return new UpstreamReply(reply.Status, written.WrittenCount > 0 ? "application/json" : reply.ContentType, reply.Headers, new MemoryStream(body, writable: false), reply.Attempts, null) { ContentLength = body.Length, HasTakenRequest = reply.HasTakenRequest };
            }
            catch (UpstreamFaultException e)
            {
                return e.Rejection;
            }
        }
    }

    private static string IdOf(UpstreamReply reply) => reply.Headers.FirstOrDefault(header => header.Key.ToUpperInvariant() is "X-REQUEST-ID" or "REQUEST-ID" or "X-AMZN-REQUESTID" or "APIM-REQUEST-ID").Value ?? "";

    internal static string? MediaType(string? contentType)
    {
        if (contentType is null) return null;
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        var type = (end < 0 ? contentType.AsSpan() : contentType.AsSpan(0, end)).Trim();
        // The two that nearly every answer has, without a new string.
        if (type.Equals("application/json", StringComparison.OrdinalIgnoreCase)) return "application/json";
        if (type.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase)) return "text/event-stream";
        return type.ToString().ToLowerInvariant();
    }

    private static async ValueTask<(ReadOnlyMemory<byte> Bytes, bool IsWhole)> ReadUpToAsync(Stream body, int most)
    {
        var buffer = new byte[most];
        var count = 0;
        while (count < most)
        {
            var read = await body.ReadAsync(buffer.AsMemory(count));
            if (read == 0) return (buffer.AsMemory(0, count), true);
            count += read;
        }

        return (buffer, false);
    }
}
