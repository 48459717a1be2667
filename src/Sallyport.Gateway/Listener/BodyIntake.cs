using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;
using Sallyport.Providers.Forms;
using Sallyport.Providers.Json;
using Endpoint = Sallyport.Providers.Endpoint;

namespace Sallyport.Gateway.Listener;

/// <summary>Takes a request body in: bounded in size and time, one copy, one validating pass.</summary>
internal static class BodyIntake
{
    /// <summary>Bodies above it are read and inspected on the thread pool: the socket's own thread must not compute long.</summary>
    public const int InlineBytes = 32 * 1_024;

    /// <summary>Where the server puts a content-length that came beside a transfer-encoding: two readers could see two different ends of the request.</summary>
    private const string LengthBesideChunks = "X-Content-Length";

    public static ValueTask<Outcome<RequestBody>> ReadAsync(Exchange exchange)
    {
        var request = exchange.Request;
        if (request.Headers.TransferEncoding.Count > 0 && (request.Headers.TransferEncoding != "chunked" || request.Headers.ContainsKey(LengthBesideChunks))) return new(exchange.Leave(Rejection.FramingRefused));
        if (exchange.Match.Endpoint is Endpoint.GetResponse or Endpoint.DeleteResponse or Endpoint.CancelResponse or Endpoint.ListResponseInputItems or Endpoint.ListModels or Endpoint.GetModel or Endpoint.AuditProof)
            return new(new RequestBody([], 0, reader: null));
        if (request.Headers.ContentEncoding.Count > 0 && request.Headers.ContentEncoding != "identity") return new(Rejection.ContentEncodingRefused);
        if (IsForm(exchange.Match.Endpoint)
            ? BoundaryOf(request.ContentType) is null
            : !IsJson(request.ContentType)) return new(IsForm(exchange.Match.Endpoint) ? Rejection.FormTypeRefused : Rejection.ContentTypeRefused);
        return request.ContentLength > exchange.Snapshot.Limits.MaxRequestBytes ? new(Rejection.BodyTooLarge) : ReadAsync(exchange, request);
    }

    private static async ValueTask<Outcome<RequestBody>> ReadAsync(Exchange exchange, HttpRequest request)
    {
        var limits = exchange.Snapshot.Limits;
        var buffer = ArrayPool<byte>.Shared.Rent((int)(request.ContentLength ?? 4_096) + 1);
        var length = 0;
        CancellationTokenSource? late = null;
        try
        {
            var pipe = request.BodyReader;
            while (true)
            {
                var pending = pipe.ReadAsync(late?.Token ?? exchange.Aborted);
                if (!pending.IsCompleted && late is null)
                {
                    // Only a body that is not there yet needs a clock.
                    late = CancellationTokenSource.CreateLinkedTokenSource(exchange.Aborted);
                    late.CancelAfter(limits.BodyTimeout);
                    late.Token.UnsafeRegister(static p => ((PipeReader)p!).CancelPendingRead(), pipe);
                }

                var read = await pending;
                if (read.IsCanceled) return Fail(buffer, exchange.Aborted.IsCancellationRequested ? Rejection.ClientGone : Rejection.BodyTimeout, exchange);
                var more = (int)Math.Min(read.Buffer.Length, int.MaxValue);
                if (length + (long)more > limits.MaxRequestBytes) return Fail(buffer, Rejection.BodyTooLarge, exchange);
                if (length + more > buffer.Length) buffer = Grow(buffer, length, length + more);
                read.Buffer.CopyTo(buffer.AsSpan(length));
                length += more;
                pipe.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) break;
            }
        }
        catch (BadHttpRequestException e)
        {
            return Fail(buffer, e.StatusCode switch { 408 => Rejection.BodyTimeout, 413 => Rejection.BodyTooLarge, _ => Rejection.MalformedJson }, exchange);
        }
        catch (OperationCanceledException)
        {
            return Fail(buffer, exchange.Aborted.IsCancellationRequested ? Rejection.ClientGone : Rejection.BodyTimeout, exchange);
        }
        catch (IOException e)
        {
            // A chunk size beyond all bounds comes as a plain IOException, with the client still there.
            return Fail(buffer, e is ConnectionResetException || exchange.Aborted.IsCancellationRequested ? Rejection.ClientGone : Rejection.MalformedJson, exchange);
        }
        finally
        {
            late?.Dispose();
        }

        if (length > InlineBytes) await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return Parse(exchange, buffer, length);
    }

    private static Outcome<RequestBody> Parse(Exchange exchange, byte[] buffer, int length)
    {
        var endpoint = exchange.Match.Endpoint!.Value;
        if (endpoint == Endpoint.Estimate) endpoint = EstimatedBody.EndpointOf(exchange.Match.Dialect, buffer.AsSpan(0, length));
        var reader = ScratchPool.RentReader(endpoint);
        if (reader is FormRequestReader form) form.Boundary = BoundaryOf(exchange.Request.ContentType)!;
        var body = new RequestBody(buffer, length, reader);
        if (reader.TryRead(body.Bytes.Span, out var fault)) return body;
        body.Dispose();
        if (reader is FormRequestReader) return Rejection.MalformedForm;
        return fault == JsonFault.TooDeep ? Rejection.JsonTooDeep : Rejection.MalformedJson;
    }

    private static Rejection Fail(byte[] buffer, Rejection rejection, Exchange exchange)
    {
        ArrayPool<byte>.Shared.Return(buffer);
        exchange.StopReading();
        return rejection;
    }

    private static byte[] Grow(byte[] buffer, int length, int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, buffer.Length * 2));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static bool IsForm(Endpoint? endpoint) => endpoint is Endpoint.EditImages or Endpoint.VaryImages or Endpoint.Transcribe or Endpoint.TranslateSpeech;

    /// <summary>What stands between the parts of a form; null if the type is none, or the mark is not a plain one.</summary>
    private static string? BoundaryOf(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)) return null;
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        return boundary is { Length: >= 1 and <= 70 } && boundary.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '=' or '+' or '\'') ? boundary : null;
    }

    private static bool IsJson(string? contentType)
    {
        if (contentType is null) return false;
        if (contentType == "application/json") return true;
        var end = contentType.IndexOf(';');
        var media = (end < 0 ? contentType.AsSpan() : contentType.AsSpan(0, end)).Trim();
        // A charset other than UTF-8 would make the bytes mean something else.
        return media.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && (!contentType.Contains("charset", StringComparison.OrdinalIgnoreCase) || contentType.Contains("utf-8", StringComparison.OrdinalIgnoreCase));
    }
}
