using Sallyport.Providers;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Path of an operation below an upstream's root, which holds the version.</summary>
internal static class UpstreamPath
{
    /// <param name="endpoint">Operation that the client asked for.</param>
    /// <param name="dialect">Dialect spoken with the upstream.</param>
    /// <param name="argument">Response id in the path.</param>
    /// <param name="model">Name of the model at the target.</param>
    /// <param name="stream">True if a stream was asked for; only our own surface needs it.</param>
    public static string Of(Endpoint endpoint, DialectId dialect, string? argument, string? model, bool stream) => endpoint switch
    {
        Endpoint.ChatCompletions => "/chat/completions",
        Endpoint.CreateResponse => "/responses",
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
        Endpoint.CreateMessage => "/messages",
        Endpoint.CountMessageTokens => "/messages/count_tokens",
        Endpoint.GenerateContent => "/models/" + model + ":generateContent",
        Endpoint.StreamGenerateContent => "/models/" + model + ":streamGenerateContent",
        Endpoint.CountGeminiTokens => "/models/" + model + ":countTokens",
        Endpoint.EmbedContent => "/models/" + model + ":embedContent",
        Endpoint.BatchEmbedContents => "/models/" + model + ":batchEmbedContents",
        Endpoint.Complete => dialect switch
        {
            DialectId.AnthropicMessages => "/messages",
            DialectId.Gemini => "/models/" + model + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent"),
            _ => "/chat/completions",
        },
        _ => throw new ArgumentOutOfRangeException(nameof(endpoint)),
    };
}
