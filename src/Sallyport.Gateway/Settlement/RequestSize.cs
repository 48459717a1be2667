using Sallyport.Providers;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Settlement;

/// <summary>How large a request is.</summary>
/// <param name="TextBytes">
/// Bytes of the body without those of images, sounds and documents. What the gateway adds on the way (placeholders that are longer than what they stand for, an operator's prompt)
/// is not in the client's body: whoever reserves after the inspection adds it.
/// </param>
/// <param name="IsBilled">False for operations that cost nothing, such as counting tokens.</param>
/// <param name="HasOutput">False where the answer has no tokens, as for embeddings.</param>
public readonly record struct RequestSize(long TextBytes, bool IsBilled, bool HasOutput)
{
    /// <summary>Measures a body that its reader has accepted.</summary>
    public static RequestSize Of(Endpoint endpoint, ReadOnlySpan<byte> body, List<TextSegment> segments)
    {
        long media = 0;
        foreach (ref readonly var segment in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(segments))
        {
            if (segment.Kind == SegmentKind.Media) media += segment.Length;
        }

        return new RequestSize(
            body.Length - media,
            endpoint is Endpoint.ChatCompletions or Endpoint.CreateResponse or Endpoint.CreateMessage or Endpoint.GenerateContent or Endpoint.StreamGenerateContent or Endpoint.Complete or Endpoint.Embeddings or Endpoint.EmbedContent or Endpoint.BatchEmbedContents
                or Endpoint.Completions or Endpoint.GenerateImages or Endpoint.EditImages or Endpoint.VaryImages or Endpoint.CreateSpeech or Endpoint.Transcribe or Endpoint.TranslateSpeech or Endpoint.Rerank,
            endpoint is not (Endpoint.Embeddings or Endpoint.EmbedContent or Endpoint.BatchEmbedContents or Endpoint.Moderations or Endpoint.Rerank));
    }
}
