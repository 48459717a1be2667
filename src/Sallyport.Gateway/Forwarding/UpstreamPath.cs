using Sallyport.Providers;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Path of an operation below an upstream's root, which holds the version.</summary>
internal static class UpstreamPath
{
    /// <param name="endpoint">Operation that the client asked for.</param>
    /// <param name="dialect">Dialect spoken with the upstream.</param>
    /// <param name="argument">Response id in the path.</param>
    /// <param name="model">Name of the model at the target.</param>
    /// <param name="stream">True if a stream was asked for in the body.</param>
    public static string Of(Endpoint endpoint, DialectId dialect, string? argument, string? model, bool stream) => endpoint switch
    {
        Endpoint.ChatCompletions or Endpoint.CreateResponse or Endpoint.CreateMessage or Endpoint.GenerateContent or Endpoint.StreamGenerateContent or Endpoint.Complete => OfGeneration(endpoint, dialect, model, stream),
        Endpoint.GetResponse or Endpoint.DeleteResponse => "/responses/" + argument,
        Endpoint.CancelResponse => "/responses/" + argument + "/cancel",
        Endpoint.ListResponseInputItems => "/responses/" + argument + "/input_items",
        Endpoint.Embeddings => "/embeddings",
        Endpoint.Completions => "/completions",
        Endpoint.Moderations => "/moderations",
        Endpoint.GenerateImages => "/images/generations",
        Endpoint.EditImages => "/images/edits",
        Endpoint.VaryImages => "/images/variations",
        Endpoint.CreateSpeech => "/audio/speech",
        Endpoint.Transcribe => "/audio/transcriptions",
        Endpoint.TranslateSpeech => "/audio/translations",
        Endpoint.Rerank => "/rerank",
        Endpoint.CountMessageTokens => "/messages/count_tokens",
        Endpoint.CountGeminiTokens => "/models/" + model + ":countTokens",
        Endpoint.EmbedContent => "/models/" + model + ":embedContent",
        Endpoint.BatchEmbedContents => "/models/" + model + ":batchEmbedContents",
        _ => throw new ArgumentOutOfRangeException(nameof(endpoint)),
    };

    private static string OfGeneration(Endpoint endpoint, DialectId dialect, string? model, bool stream) => dialect switch
    {
        DialectId.AnthropicMessages => "/messages",
        DialectId.OpenAIResponses => "/responses",
        DialectId.Gemini when endpoint is Endpoint.GenerateContent => "/models/" + model + ":generateContent",
        DialectId.Gemini when endpoint is Endpoint.StreamGenerateContent => "/models/" + model + ":streamGenerateContent", // alt=sse is the client's to ask for
        DialectId.Gemini => "/models/" + model + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent"),
        _ => "/chat/completions",
    };
}
