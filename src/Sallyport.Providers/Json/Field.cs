namespace Sallyport.Providers.Json;

/// <summary>Property names that some dialect knows. The text of a name that is not here is inspected like any other text.</summary>
public enum Field : byte
{
    Unknown,
    SafetyIdentifier, UserId,
    Annotations, Args, Arguments, Audio, Background, CachedContent, CacheControl, CacheCreationInputTokens, CacheReadInputTokens, CachedContentTokenCount,
    CachedTokens, CallId, Candidates, CandidatesTokenCount, Choices, CodeExecution, CompletionTokens, CompletionTokensDetails, ComputerUse, Container,
    Content, ContentBlock, ContentIndex, Contents, Conversation, Created, CreatedAt, Data, Delta, Description, Effort, EncryptedContent, EncryptedIndex,
    Error, FileData, FileSearch, FinishReason, Format, Function, FunctionCall, FunctionDeclarations, FunctionResponse, Functions, GenerationConfig,
    GoogleMaps, GoogleSearch, GoogleSearchRetrieval, Id, ImageUrl, Include, IncludeUsage, Index, InlineData, Input, InputAudio, InputTokens,
    InputTokensDetails, Instructions, Item, ItemId, Logprobs, MaxCompletionTokens, MaxOutputTokens, MaxTokens, McpServers, Message, MessageId, Messages,
    Metadata, MimeType, Modalities, Model, ModelVersion, N, Name, Obfuscation, Object, Output, OutputIndex, OutputTokens, OutputTokensDetails, Parameters, Part,
    PartialJson, Parts, PreviousResponseId, Prompt, PromptTokenCount, PromptTokens, PromptTokensDetails, Properties, Reasoning, ReasoningContent,
    ReasoningTokens, Refusal, Requests, Required, Response, ResponseFormat, ResponseId, ResponseLogprobs, ResponseMimeType, ResponseModalities, Role, SequenceNumber,
    ServiceTier, Signature, Source, Status, StopReason, Store, Stream, StreamOptions, Strict, SummaryIndex, Summary, System, SystemFingerprint,
    SystemInstruction, Temperature, Text, Thinking, Thought, ThoughtSignature, ThoughtsTokenCount, ToolCalls, ToolCallId, ToolChoice, ToolUseId, Tools,
    TopLogprobs, TopP, TotalTokenCount, TotalTokens, Type, Url, UrlContext, Usage, UsageMetadata, User, WebSearchOptions, Embedding, EncodingFormat, Dimensions, Purpose, SafetySettings, Threshold, OutputConfig, OutputFormat,
    Action, AudioTokens, CandidateCount, CandidatesTokensDetails, Ephemeral_1hInputTokens, GroundingMetadata, ImageTokens, MaxToolCalls, MaxUses, Modality, TokenCount, ToolUsePromptTokenCount, WebSearchQueries, WebSearchRequests,
    B64Json, BestOf, Documents, Image, InputTokenDetails, Mask, Query, SearchUnits, Seconds, Tokens, Word,
}

/// <summary>Looks property names up. Both spellings of a name count: <c>inline_data</c> and <c>inlineData</c>.</summary>
public static class FieldTable
{
    private const int Slots = 2_048; // a power of two well above the number of spellings, so that probes stay short

    private static readonly (byte[]? Name, Field Field)[] Table = Build();

    /// <summary>The field of a name without escapes, or <see cref="Field.Unknown"/>.</summary>
    public static Field Find(ReadOnlySpan<byte> name)
    {
        for (var slot = Hash(name); ; slot = (slot + 1) & (Slots - 1))
        {
            ref readonly var entry = ref Table[slot];
            if (entry.Name is null) return Field.Unknown;
            if (name.SequenceEqual(entry.Name)) return entry.Field;
        }
    }

    private static int Hash(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) return 0;
        var h = (uint)((name.Length * 31) + name[0]);
        h = (h * 0x9E3779B1) ^ (uint)(name[name.Length / 2] << 8) ^ (uint)(name[^1] << 16);
        h = (h * 0x85EBCA6B) ^ (uint)name[name.Length / 3];
        return (int)((h * 0xC2B2AE35) >> 21);
    }

    private static (byte[]?, Field)[] Build()
    {
        var table = new (byte[]? Name, Field)[Slots];
        foreach (var field in Enum.GetValues<Field>())
        {
            if (field == Field.Unknown) continue;
            var camel = char.ToLowerInvariant(field.ToString()[0]) + field.ToString()[1..];
            var snake = string.Concat(camel.Select(c => char.IsAsciiLetterUpper(c) ? "_" + char.ToLowerInvariant(c) : c.ToString()));
            foreach (var spelling in new[] { camel, snake }.Distinct())
            {
                var name = System.Text.Encoding.ASCII.GetBytes(spelling);
                var slot = Hash(name);
                while (table[slot].Name is not null) slot = (slot + 1) & (Slots - 1);
                table[slot] = (name, field);
            }
        }

        return table;
    }
}
