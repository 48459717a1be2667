using System.Collections.Concurrent;
using Sallyport.Providers;
using Sallyport.Providers.Anthropic;
using Sallyport.Providers.Forms;
using Sallyport.Providers.Gemini;
using Sallyport.Providers.OpenAI;
using Sallyport.Providers.Rerank;

namespace Sallyport.Gateway.Inspection;

/// <summary>Readers and scans waiting for their next exchange.</summary>
internal static class ScratchPool
{
    private const int Most = 32;

    private static readonly ConcurrentQueue<TextScan> Scans = new();
    private static readonly ConcurrentDictionary<Type, ConcurrentQueue<RequestReader>> Readers = new();
    private static readonly ConcurrentDictionary<Type, ConcurrentQueue<AnswerReader>> Answers = new();

    public static TextScan RentScan() => Scans.TryDequeue(out var scan) ? scan : new TextScan();

    public static void Return(TextScan scan)
    {
        if (scan.Text.Length > 262_144) scan.Dispose();
        if (Scans.Count < Most) Scans.Enqueue(scan);
        else scan.Dispose();
    }

    public static RequestReader RentReader(Endpoint endpoint) => endpoint switch
    {
        Endpoint.ChatCompletions => Rent<ChatRequestReader>(),
        Endpoint.CreateResponse => Rent<ResponsesRequestReader>(),
        Endpoint.Embeddings => Rent<EmbeddingsRequestReader>(),
        Endpoint.Completions => Rent<CompletionsRequestReader>(),
        Endpoint.Moderations => Rent<ModerationsRequestReader>(),
        Endpoint.GenerateImages => Rent<ImagesRequestReader>(),
        Endpoint.CreateSpeech => Rent<SpeechRequestReader>(),
        Endpoint.EditImages or Endpoint.VaryImages or Endpoint.Transcribe or Endpoint.TranslateSpeech => Rent<FormRequestReader>(),
        Endpoint.Rerank => Rent<RerankRequestReader>(),
        Endpoint.CreateMessage or Endpoint.CountMessageTokens => Rent<MessagesRequestReader>(),
        Endpoint.GenerateContent or Endpoint.StreamGenerateContent or Endpoint.CountGeminiTokens or Endpoint.EmbedContent or Endpoint.BatchEmbedContents => Rent<GeminiRequestReader>(),
        Endpoint.Complete => Rent<Sallyport.Providers.Complete.CompleteRequestReader>(),
        _ => throw new ArgumentOutOfRangeException(nameof(endpoint)),
    };

    public static void Return(RequestReader reader)
    {
        var queue = Readers.GetOrAdd(reader.GetType(), static _ => new ConcurrentQueue<RequestReader>());
        if (queue.Count < Most && reader.Segments.Capacity < 16_384) queue.Enqueue(reader);
    }

    public static AnswerReader RentAnswerReader(DialectId dialect)
    {
        AnswerReader reader = dialect switch
        {
            DialectId.OpenAIChat or DialectId.OpenAIEmbeddings or DialectId.OpenAIModerations => RentAnswer<ChatAnswerReader>(),
            DialectId.OpenAIResponses => RentAnswer<ResponsesAnswerReader>(),
            DialectId.OpenAICompletions => RentAnswer<CompletionsAnswerReader>(),
            DialectId.OpenAIImages or DialectId.OpenAIAudio => RentAnswer<MediaAnswerReader>(),
            DialectId.Rerank => RentAnswer<RerankAnswerReader>(),
            DialectId.AnthropicMessages => RentAnswer<MessagesAnswerReader>(),
            DialectId.Gemini => RentAnswer<GeminiAnswerReader>(),
            _ => throw new ArgumentOutOfRangeException(nameof(dialect)),
        };
        reader.Reset();
        return reader;
    }

    /// <summary>A reader of transcripts that are no JSON.</summary>
    public static AnswerReader RentTranscriptReader()
    {
        var reader = RentAnswer<TranscriptReader>();
        reader.Reset();
        return reader;
    }

    public static void Return(AnswerReader reader)
    {
        var queue = Answers.GetOrAdd(reader.GetType(), static _ => new ConcurrentQueue<AnswerReader>());
        if (queue.Count < Most && reader.Segments.Capacity < 16_384) queue.Enqueue(reader);
    }

    private static T Rent<T>()
        where T : RequestReader, new() => Readers.TryGetValue(typeof(T), out var queue) && queue.TryDequeue(out var reader) ? (T)reader : new T();

    private static T RentAnswer<T>()
        where T : AnswerReader, new() => Answers.TryGetValue(typeof(T), out var queue) && queue.TryDequeue(out var reader) ? (T)reader : new T();
}
