using System.Text;

namespace Sallyport.Providers;

/// <summary>What routing and admission need to know of a request. Offsets are bytes in the body.</summary>
public sealed class RequestFacts
{
    /// <summary>Model asked for; null if the body names none.</summary>
    public string? Model { get; set; }

    /// <summary>Where the model's name stands in the body, without quotes; length 0 if it does not.</summary>
    public (int Start, int Length) ModelSpan { get; set; }

    public bool Stream { get; set; }

    /// <summary>Cap on output tokens that the client set: the highest if it set several, <see cref="long.MaxValue"/> if it set one that is no plain number.</summary>
    public long? MaxOutputTokens { get; set; }

    /// <summary>First byte of a <c>null</c> that stands for <c>max_tokens</c>, <c>max_completion_tokens</c>, <c>max_output_tokens</c>; 0 if there is none.</summary>
    public (int MaxTokens, int MaxCompletionTokens, int MaxOutputTokens) CapNulls { get; set; }

    /// <summary>First byte inside the braces of <c>generationConfig</c>; 0 if there is no such object.</summary>
    public int GenerationConfigStart { get; set; }

    /// <summary>True if <c>generationConfig</c> has no members.</summary>
    public bool GenerationConfigEmpty { get; set; }

    /// <summary>First byte of a <c>null</c> that stands for <c>generationConfig</c>; 0 if there is none.</summary>
    public int GenerationConfigNull { get; set; }

    /// <summary>Answers asked for at once: <c>n</c>, <c>candidateCount</c>. <see cref="long.MaxValue"/> if it is no plain number.</summary>
    public long Choices { get; set; } = 1;

    /// <summary>Whom the client names as its own user: <c>safety_identifier</c>, else <c>user</c> (OpenAI), <c>metadata.user_id</c> (Anthropic). Attribution, never authority.</summary>
    public string? EndUser { get; set; }

    /// <summary>What the request asks for beyond plain text.</summary>
    public Capabilities Needs { get; set; }

    /// <summary>Value of <c>store</c>; null if absent.</summary>
    public bool? Store { get; set; }

    /// <summary>Where the value of <c>store</c> stands; length 0 if it does not.</summary>
    public (int Start, int Length) StoreSpan { get; set; }

    /// <summary>True if the client asked for the usage chunk of a chat stream.</summary>
    public bool IncludeUsage { get; set; }

    /// <summary>First byte inside the braces of <c>stream_options</c>; 0 if there is no such object.</summary>
    public int StreamOptionsStart { get; set; }

    /// <summary>True if <c>stream_options</c> has no members.</summary>
    public bool StreamOptionsEmpty { get; set; }

    /// <summary>First byte of a <c>null</c> that stands for <c>stream_options</c>; 0 if there is none.</summary>
    public int StreamOptionsNull { get; set; }

    /// <summary>Where the value of <c>include_usage</c> stands; length 0 if it does not.</summary>
    public (int Start, int Length) IncludeUsageSpan { get; set; }

    /// <summary>True if the answer's text was asked to be JSON: restored values are escaped once more.</summary>
    public bool AnswerIsJson { get; set; }

    public string? PreviousResponseId { get; set; }

    /// <summary>Name of a part that cannot be inspected and for which no capability exists: "a token array"; null if there is none.</summary>
    public string? Unscannable { get; set; }

    /// <summary>The weakest safety threshold that a Gemini request asks for; null if it says nothing of safety.</summary>
    public SafetyThreshold? Safety { get; set; }

    /// <summary>How the client asks to be served; <see cref="ServiceTier.Standard"/> also where it leaves that to the provider.</summary>
    public ServiceTier Tier { get; set; }

    /// <summary>True if the request asks for parts of it to be written to the provider's cache.</summary>
    public bool WritesCache { get; set; }

    /// <summary>True if it has input that does not stand in the body: a conversation, a stored prompt, a cache.</summary>
    public bool HasUnseenInput { get; set; }

    public int Messages { get; set; }

    public int Tools { get; set; }

    /// <summary>Images, sounds and documents, in the body or by address.</summary>
    public int MediaParts { get; set; }

    /// <summary>Those of <see cref="MediaParts"/> that are images.</summary>
    public int Images { get; set; }

    /// <summary>Most calls of tools that the provider runs; null if the request sets no bound.</summary>
    public long? MaxToolCalls { get; set; }

    /// <summary>Tools that the provider runs, without a bound of their own.</summary>
    public int UnboundedTools { get; set; }

    /// <summary>Characters to be spoken, in UTF-16; what speech is billed by.</summary>
    public long Characters { get; set; }

    /// <summary>Bytes of sound to be written down.</summary>
    public long SoundBytes { get; set; }

    /// <summary>Documents to be put in order.</summary>
    public long Documents { get; set; }

    /// <summary>What the caller says the request is for; only our own surface has it.</summary>
    public string? Purpose { get; set; }

    internal void Reset()
    {
        Model = PreviousResponseId = Unscannable = Purpose = EndUser = null;
        ModelSpan = StoreSpan = IncludeUsageSpan = default;
        Stream = IncludeUsage = AnswerIsJson = StreamOptionsEmpty = false;
        MaxOutputTokens = null;
        CapNulls = default;
        GenerationConfigStart = GenerationConfigNull = 0;
        GenerationConfigEmpty = false;
        Choices = 1;
        Needs = Capabilities.None;
        Store = null;
        Safety = null;
        StreamOptionsStart = StreamOptionsNull = 0;
        Tier = ServiceTier.Standard;
        WritesCache = HasUnseenInput = false;
        Messages = Tools = MediaParts = Images = UnboundedTools = 0;
        MaxToolCalls = null;
        Characters = SoundBytes = Documents = 0;
    }

    internal void SetModel(ReadOnlySpan<byte> body, int start, int length, bool hasEscapes)
    {
        ModelSpan = (start, length);
        Model = Decode(body.Slice(start, length), hasEscapes);
    }

    /// <summary>The text of a JSON string: two spellings of one name are one name.</summary>
    internal static string Decode(ReadOnlySpan<byte> value, bool hasEscapes)
    {
        if (!hasEscapes) return Encoding.UTF8.GetString(value);
        var text = new char[value.Length];
        return new string(text, 0, Json.SegmentText.Decode(value, 1, text));
    }
}
