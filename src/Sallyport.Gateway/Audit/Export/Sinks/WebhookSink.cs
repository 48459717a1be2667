using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using Sallyport.Gateway.Audit.Export.Formats;
using Sallyport.Gateway.Forwarding;

namespace Sallyport.Gateway.Audit.Export.Sinks;

/// <summary>Posts batches, one record a line, each with a signature over its time and body.</summary>
/// <remarks>See <see cref="WebhookSignature"/>.</remarks>
internal sealed class WebhookSink(WebhookTarget target, ExportDefinition definition, IRecordFormat format, string origin, TimeProvider time) : IExportSink
{
    private readonly ReceiverClient _client = new(target.IsInternal, target.Authorities, definition.Timeout);
    private readonly ArrayBufferWriter<byte> _body = new(64 * 1024);

    public async ValueTask WriteAsync(IReadOnlyList<ExportRecord> records, CancellationToken cancellation)
    {
        _body.ResetWrittenCount();
        foreach (var record in records)
        {
            _body.Write(record.Text.Span);
            _body.Write("\n"u8);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = new ReadOnlyMemoryContent(_body.WrittenMemory) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(format.IsJson ? "application/x-ndjson" : "text/plain", "utf-8");
        var headers = request.Headers;
        headers.Add("user-agent", "sallyport");
        headers.Add("x-sallyport-export", definition.Name);
        headers.Add("x-sallyport-origin", origin);
        headers.Add("x-sallyport-first-seq", records[0].Sequence.ToString(CultureInfo.InvariantCulture));
        headers.Add("x-sallyport-last-seq", records[^1].Sequence.ToString(CultureInfo.InvariantCulture));
        headers.Add("x-sallyport-signature", WebhookSignature.Of(target.SigningKey, time.GetUtcNow(), _body.WrittenSpan));
        if (target.Token is { } token) headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());

        // Only the head counts: what a receiver says in its body is not ours to read or to keep.
        using var response = await _client.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (response.IsSuccessStatusCode) return;
        var status = (int)response.StatusCode;
        throw new ExportFaultException(string.Create(CultureInfo.InvariantCulture, $"http_{status}"), status is 429 or >= 500 ? RetryAfter(response.Headers.RetryAfter) : null);
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? asked)
    {
        if (asked?.Delta is { } wait) return wait;
        return asked?.Date is { } date ? date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero : null;
    }
}
