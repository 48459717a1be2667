using System.Globalization;
using System.Net;
using System.Text;
using Sallyport.Gateway.Configuration;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Witnessing;

namespace Sallyport.Control.Witnesses;

/// <summary>Asks one witness over HTTP (C2SP tlog-witness).</summary>
internal sealed class WitnessClient(WitnessSettings settings) : IDisposable
{
    private const int MaxAnswerBytes = 16 * 1024;

    /// <summary>Longest time for a whole answer. A witness that takes longer counts as down.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = Deadline, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(2) });
    private readonly NoteVerifier _key = NoteVerifier.Parse(settings.Key);
    private readonly Uri _address = new(settings.Url.AbsoluteUri.TrimEnd('/') + "/add-checkpoint");

    public string Name => settings.Name;

    /// <returns>200 with a cosignature that holds; 409 with the size that the witness saw last; or any other status.</returns>
    /// <exception cref="HttpRequestException">It does not answer, or not as a witness does.</exception>
    public async Task<(int Status, NoteSignature? Cosignature, long Size)> AskAsync(AddCheckpointRequest request, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Deadline);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(request.ToBytes()) };
            using var answer = await _http.SendAsync(message, limit.Token);
            var body = await ReadAsync(answer, limit.Token);
            return answer.StatusCode switch
            {
                HttpStatusCode.OK => (200, Cosignature(request.Checkpoint, body) ?? throw new HttpRequestException("its cosignature does not hold"), 0),
                HttpStatusCode.Conflict => long.TryParse(body.TrimEnd('\n'), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? (409, null, size) : throw new HttpRequestException("it says 409 and no size"),
                var other => ((int)other, null, 0),
            };
        }
        catch (Exception e) when (e is IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new HttpRequestException(e is IOException ? "the connection broke" : $"no answer in {Deadline.TotalSeconds} s", e);
        }
    }

    /// <summary>Whether this witness has cosigned already.</summary>
    public bool HasCosigned(SignedNote note) => note.Signatures.Any(_key.Made);

    public void Dispose()
    {
        _http.Dispose();
        _key.Dispose();
    }

    /// <summary>Signatures by other keys are left out; one that does not hold is worth nothing.</summary>
    private NoteSignature? Cosignature(SignedNote checkpoint, string lines) =>
        SignedNote.TryParse(checkpoint.Text + "\n" + lines, out var signed) && signed.Signatures.FirstOrDefault(_key.Made) is { } own && _key.Verify(Encoding.UTF8.GetBytes(checkpoint.Text), own.Value.Span, out _) ? own : null;

    private static async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[MaxAnswerBytes];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return Encoding.UTF8.GetString(buffer, 0, read);
    }
}
