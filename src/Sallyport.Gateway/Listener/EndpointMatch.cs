using Sallyport.Gateway.Audit.Proofs;
using Sallyport.Providers;

namespace Sallyport.Gateway.Listener;

/// <summary>What a request line asks for. A path that is not here is denied in the dialect that its client most likely speaks.</summary>
/// <param name="Endpoint">Operation; null for a path that is not served.</param>
/// <param name="Dialect">Dialect of the answer and of errors.</param>
/// <param name="Group">What the key's scope must hold.</param>
/// <param name="Argument">Model, deployment or response id in the path; null if the path has none.</param>
/// <param name="IsWrongMethod">True if the path is served, with another method.</param>
internal readonly record struct EndpointMatch(Endpoint? Endpoint, DialectId Dialect, EndpointGroups Group, string? Argument = null, bool IsWrongMethod = false)
{
    private const int MaxArgumentLength = 256;

    /// <summary>Matches a path, exactly as sent after percent-decoding.</summary>
    /// <param name="method">HTTP method, upper case.</param>
    /// <param name="path">Path without the query.</param>
    /// <param name="speaksAnthropic">True if the request carries <c>anthropic-version</c>.</param>
    public static EndpointMatch Find(string method, string path, bool speaksAnthropic)
    {
        var post = method == "POST";
        var get = method == "GET";
        if (path.StartsWith("/openai/", StringComparison.Ordinal)) return FindAzure(method, post, path["/openai".Length..]);
        switch (path)
        {
            case "/v1/chat/completions": return Served(post, Providers.Endpoint.ChatCompletions, DialectId.OpenAIChat, EndpointGroups.Chat);
            case "/v1/responses": return Served(post, Providers.Endpoint.CreateResponse, DialectId.OpenAIResponses, EndpointGroups.Responses);
            case "/v1/embeddings": return Served(post, Providers.Endpoint.Embeddings, DialectId.OpenAIEmbeddings, EndpointGroups.Embeddings);
            case "/v1/completions": return Served(post, Providers.Endpoint.Completions, DialectId.OpenAICompletions, EndpointGroups.Completions);
            case "/v1/moderations": return Served(post, Providers.Endpoint.Moderations, DialectId.OpenAIModerations, EndpointGroups.Moderations);
            case "/v1/images/generations": return Served(post, Providers.Endpoint.GenerateImages, DialectId.OpenAIImages, EndpointGroups.Images);
            case "/v1/images/edits": return Served(post, Providers.Endpoint.EditImages, DialectId.OpenAIImages, EndpointGroups.Images);
            case "/v1/images/variations": return Served(post, Providers.Endpoint.VaryImages, DialectId.OpenAIImages, EndpointGroups.Images);
            case "/v1/audio/speech": return Served(post, Providers.Endpoint.CreateSpeech, DialectId.OpenAIAudio, EndpointGroups.Audio);
            case "/v1/audio/transcriptions": return Served(post, Providers.Endpoint.Transcribe, DialectId.OpenAIAudio, EndpointGroups.Audio);
            case "/v1/audio/translations": return Served(post, Providers.Endpoint.TranslateSpeech, DialectId.OpenAIAudio, EndpointGroups.Audio);
            case "/v1/rerank" or "/v2/rerank": return Served(post, Providers.Endpoint.Rerank, DialectId.Rerank, EndpointGroups.Rerank);
            case "/v1/messages": return Served(post, Providers.Endpoint.CreateMessage, DialectId.AnthropicMessages, EndpointGroups.Messages);
            case "/v1/messages/count_tokens": return Served(post, Providers.Endpoint.CountMessageTokens, DialectId.AnthropicMessages, EndpointGroups.Messages);
            case "/v1/estimate": return Served(post, Providers.Endpoint.Estimate, speaksAnthropic ? DialectId.AnthropicMessages : DialectId.OpenAIChat, EndpointGroups.Models);
            case "/v1/models": return Served(get, Providers.Endpoint.ListModels, speaksAnthropic ? DialectId.AnthropicMessages : DialectId.OpenAIChat, EndpointGroups.Models);
            case "/v1beta/models": return Served(get, Providers.Endpoint.ListModels, DialectId.Gemini, EndpointGroups.Models);
            case "/api/ai/complete": return Served(post, Providers.Endpoint.Complete, DialectId.Sallyport, EndpointGroups.Complete);
            default: break;
        }

        if (OwnProofs.Matches(path)) return Served(get, Providers.Endpoint.AuditProof, DialectId.Sallyport, EndpointGroups.None); // no scope: every key may have its own exchanges proved
        if (path.StartsWith("/v1/responses/", StringComparison.Ordinal)) return FindResponse(method, path["/v1/responses/".Length..]);
        if (path.StartsWith("/v1beta/models/", StringComparison.Ordinal)) return FindGemini(post, get, path["/v1beta/models/".Length..]);
        if (path.StartsWith("/v1/models/", StringComparison.Ordinal))
        {
            var rest = path["/v1/models/".Length..];
            if (rest.Contains(':')) return FindGemini(post, get, rest);
            if (IsArgument(rest, allowSlash: true)) return Served(get, Providers.Endpoint.GetModel, speaksAnthropic ? DialectId.AnthropicMessages : DialectId.OpenAIChat, EndpointGroups.Models, rest);
        }

        return NotServed(path.StartsWith("/v1beta/", StringComparison.Ordinal) ? DialectId.Gemini
            : speaksAnthropic || path.StartsWith("/v1/messages", StringComparison.Ordinal) ? DialectId.AnthropicMessages
            : path.StartsWith("/v1/responses", StringComparison.Ordinal) ? DialectId.OpenAIResponses
            : path.StartsWith("/api/", StringComparison.Ordinal) || path.StartsWith("/audit/", StringComparison.Ordinal) ? DialectId.Sallyport
            : DialectId.OpenAIChat);
    }

    // Azure's libraries: by deployment, whose name is our model's; or the paths of OpenAI, with or without the version.
    private static EndpointMatch FindAzure(string method, bool post, string rest)
    {
        const string deployments = "/deployments/";
        if (rest.StartsWith(deployments, StringComparison.Ordinal))
        {
            var slash = rest.IndexOf('/', deployments.Length);
            var name = slash < 0 ? "" : rest[deployments.Length..slash];
            if (!IsArgument(name, allowSlash: false)) return NotServed(DialectId.OpenAIChat);
            return rest[slash..] switch
            {
                "/chat/completions" => Served(post, Providers.Endpoint.ChatCompletions, DialectId.OpenAIChat, EndpointGroups.Chat, name),
                "/embeddings" => Served(post, Providers.Endpoint.Embeddings, DialectId.OpenAIEmbeddings, EndpointGroups.Embeddings, name),
                _ => NotServed(DialectId.OpenAIChat),
            };
        }

        if (rest is "/responses" || rest.StartsWith("/responses/", StringComparison.Ordinal)) rest = "/v1" + rest;
        return rest is "/v1/chat/completions" or "/v1/embeddings" or "/v1/responses" or "/v1/models" || rest.StartsWith("/v1/responses/", StringComparison.Ordinal) || rest.StartsWith("/v1/models/", StringComparison.Ordinal)
            ? Find(method, rest, speaksAnthropic: false)
            : NotServed(DialectId.OpenAIChat);
    }

    private static EndpointMatch FindResponse(string method, string rest)
    {
        var slash = rest.IndexOf('/');
        var id = slash < 0 ? rest : rest[..slash];
        if (!IsArgument(id, allowSlash: false)) return NotServed(DialectId.OpenAIResponses);
        return (slash < 0 ? "" : rest[slash..]) switch
        {
            "" when method == "DELETE" => Served(true, Providers.Endpoint.DeleteResponse, DialectId.OpenAIResponses, EndpointGroups.Responses, id),
            "" => Served(method == "GET", Providers.Endpoint.GetResponse, DialectId.OpenAIResponses, EndpointGroups.Responses, id),
            "/cancel" => Served(method == "POST", Providers.Endpoint.CancelResponse, DialectId.OpenAIResponses, EndpointGroups.Responses, id),
            "/input_items" => Served(method == "GET", Providers.Endpoint.ListResponseInputItems, DialectId.OpenAIResponses, EndpointGroups.Responses, id),
            _ => NotServed(DialectId.OpenAIResponses),
        };
    }

    private static EndpointMatch FindGemini(bool post, bool get, string rest)
    {
        var colon = rest.LastIndexOf(':');
        if (colon < 0) return IsArgument(rest, allowSlash: false) ? Served(get, Providers.Endpoint.GetModel, DialectId.Gemini, EndpointGroups.Models, rest) : NotServed(DialectId.Gemini);
        var model = rest[..colon];
        if (!IsArgument(model, allowSlash: true)) return NotServed(DialectId.Gemini);
        return rest[(colon + 1)..] switch
        {
            "generateContent" => Served(post, Providers.Endpoint.GenerateContent, DialectId.Gemini, EndpointGroups.Generate, model),
            "streamGenerateContent" => Served(post, Providers.Endpoint.StreamGenerateContent, DialectId.Gemini, EndpointGroups.Generate, model),
            "countTokens" => Served(post, Providers.Endpoint.CountGeminiTokens, DialectId.Gemini, EndpointGroups.Generate, model),
            "embedContent" => Served(post, Providers.Endpoint.EmbedContent, DialectId.Gemini, EndpointGroups.Embeddings, model),
            "batchEmbedContents" => Served(post, Providers.Endpoint.BatchEmbedContents, DialectId.Gemini, EndpointGroups.Embeddings, model),
            _ => NotServed(DialectId.Gemini),
        };
    }

    private static EndpointMatch Served(bool method, Endpoint endpoint, DialectId dialect, EndpointGroups group, string? argument = null) =>
        new(endpoint, dialect, group, argument, IsWrongMethod: !method);

    private static EndpointMatch NotServed(DialectId dialect) => new(null, dialect, EndpointGroups.None);

    // Becomes part of the upstream's path, so it may hold nothing that changes one.
    private static bool IsArgument(string text, bool allowSlash)
    {
        if (text.Length is 0 or > MaxArgumentLength || text.Contains("..", StringComparison.Ordinal) || text[0] == '/') return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '@') && !(allowSlash && c is '/' or ':')) return false;
        }

        return true;
    }
}
