namespace Sallyport.Providers;

/// <summary>An operation that the gateway serves. Everything else is denied.</summary>
public enum Endpoint
{
    ChatCompletions,
    CreateResponse,
    GetResponse,
    DeleteResponse,
    CancelResponse,
    ListResponseInputItems,
    Embeddings,
    ListModels,
    GetModel,
    CreateMessage,
    CountMessageTokens,
    GenerateContent,
    StreamGenerateContent,
    CountGeminiTokens,
    EmbedContent,
    BatchEmbedContents,
    Complete,

    /// <summary>Our own <c>/v1/estimate</c>: what a request would use and cost. Never forwarded.</summary>
    Estimate,

    /// <summary>Our own <c>/audit/proof/{seq}</c>.</summary>
    AuditProof,

    /// <summary>OpenAI's legacy <c>/v1/completions</c>: a text is continued.</summary>
    Completions,
    Moderations,
    GenerateImages,
    EditImages,
    VaryImages,
    CreateSpeech,
    Transcribe,

    /// <summary>A transcript in English of speech in any language.</summary>
    TranslateSpeech,

    /// <summary><c>/v1/rerank</c> and <c>/v2/rerank</c>.</summary>
    Rerank,
}

/// <summary>What a key's endpoint scope names. Numbers are frozen: they are stored with keys.</summary>
[Flags]
public enum EndpointGroups
{
    None = 0,
    Chat = 1,
    Responses = 2,
    Embeddings = 4,
    Messages = 8,
    Generate = 16,
    Models = 32,
    Complete = 64,

    /// <summary>The groups that there were when the first keys were made. It does not grow: a key with a stored 127 was given these and no others.</summary>
    All = Chat | Responses | Embeddings | Messages | Generate | Models | Complete,
    Completions = 128,
    Moderations = 256,
    Images = 512,
    Audio = 1024,
    Rerank = 2048,
}

/// <summary>The wire formats that clients speak.</summary>
public enum DialectId
{
    OpenAIChat,
    OpenAIResponses,
    OpenAIEmbeddings,
    AnthropicMessages,
    Gemini,

    /// <summary>Our own <c>/api/ai/complete</c>; errors are problem-like JSON: <c>{"error":{"code","message"}}</c>.</summary>
    Sallyport,
    OpenAICompletions,
    OpenAIModerations,
    OpenAIImages,
    OpenAIAudio,

    /// <summary>Cohere's, also spoken by Jina, vLLM and others.</summary>
    Rerank,
}

/// <summary>What a request asks for beyond plain text; a key must hold each one. Numbers are frozen: they are stored with keys.</summary>
[Flags]
public enum Capabilities
{
    None = 0,

    /// <summary>Function tools that the client runs.</summary>
    Tools = 1,

    /// <summary>State kept by the provider: <c>store</c>, <c>background</c>, <c>previous_response_id</c>, <c>conversation</c>.</summary>
    Store = 2,
    WebSearch = 4,
    CodeExecution = 8,
    FileSearch = 16,
    RemoteMcp = 32,
    ComputerUse = 64,
    ImageGeneration = 128,

    /// <summary>Images, audio and documents as bytes: they cannot be inspected, and are marked unscanned in the record.</summary>
    Media = 256,

    /// <summary>Token log-probabilities: pieces of the answer that cannot be restored or masked.</summary>
    Logprobs = 512,

    /// <summary>A provider tool or option that this gateway does not know.</summary>
    UnknownTools = 1024,
}
