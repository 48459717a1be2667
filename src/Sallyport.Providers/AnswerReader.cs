using System.Buffers;
using System.Buffers.Text;
using Sallyport.Providers.Json;

namespace Sallyport.Providers;

/// <summary>Reads an answer of one dialect, whole or one event of a stream: its text, which text goes on in later events, and the usage.</summary>
/// <remarks>
/// In a stream every string that is not a plain identifier counts as a piece of a longer text, known field or not,
/// so a field that we have not met cannot carry a secret past the inspection in slices.
/// </remarks>
public abstract class AnswerReader : BodyReader
{
    private const int MaxIdentifierBytes = 128;

    private static readonly SearchValues<byte> IdentifierBytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:/+="u8);

    private static readonly SearchValues<byte> Base64Bytes = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    private readonly List<int> _closedGroups = [];
    private TokenUsage _reported;

    /// <summary>Groups (choices) whose texts end with the event read last.</summary>
    public ReadOnlySpan<int> ClosedGroups => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_closedGroups);

    /// <summary>True if all texts end with the event read last.</summary>
    public bool ClosesAll { get; protected set; }

    /// <summary>True if the event read last ends the whole answer.</summary>
    public bool IsLast { get; protected set; }

    /// <summary>True once the answer has called a tool that the client runs: its words are then no final answer.</summary>
    public bool CallsTool { get; protected set; }

    /// <summary>True if the model's words to the user may stand in several strings that are one text.</summary>
    public virtual bool JoinsParts => false;

    /// <summary>True once an event said that the stream is over (<c>message_stop</c>, <c>response.completed</c>). Dialects without such an event end with the connection or a mark of the framing.</summary>
    public bool HasEnded { get; protected set; }

    /// <summary>True if the event read last says that the upstream failed.</summary>
    public bool IsError { get; protected set; }

    /// <summary>True if the event read last is a chat chunk that holds usage and no choice: ours to hide if the client did not ask for it.</summary>
    public bool IsUsageOnly { get; protected set; }

    /// <summary>Model that answered, as the upstream says; null until it has.</summary>
    public string? Model { get; private set; }

    /// <summary>Id of the answer, as the upstream says; null until it has.</summary>
    public string? Id { get; private set; }

    /// <summary>Usage reported so far, in the sense of <see cref="TokenUsage"/>.</summary>
    public TokenUsage Usage => Normalize(_reported);

    /// <summary>Forgets the answer before.</summary>
    public virtual void Reset()
    {
        _reported = default;
        Model = Id = null;
        CallsTool = HasEnded = false;
    }

    /// <summary>What the dialect's counts mean. The default: input holds cached tokens, output holds reasoning (OpenAI).</summary>
    protected virtual TokenUsage Normalize(in TokenUsage reported) => reported;

    /// <summary>The counts as the dialect reports them.</summary>
    protected ref TokenUsage Reported => ref _reported;

    protected override void OnStart()
    {
        _closedGroups.Clear();
        ClosesAll = IsLast = IsError = IsUsageOnly = false;
    }

    protected override void OnString(ReadOnlySpan<byte> body, Field field, int start, int length, bool hasEscapes)
    {
        Note(body, field, start, length);
        var kind = KindOf(body, field, start, length);
        if (kind == SegmentKind.Identifier)
        {
            var value = body.Slice(start, length);
            if (length > MaxIdentifierBytes || value.ContainsAnyExcept(IdentifierBytes)) kind = SegmentKind.Text; // whatever it is called, it is not an identifier
            else
            {
                if (field is Field.Model or Field.ModelVersion && Depth <= 2) Model ??= System.Text.Encoding.ASCII.GetString(value);
                else if (field == Field.ServiceTier && Depth <= 3) _reported = _reported with { Tier = TierOf(value) };
                else if (field is Field.Id or Field.ResponseId && (Depth == 1 || (Depth == 2 && Top.Name is Field.Response or Field.Message))) Id ??= System.Text.Encoding.ASCII.GetString(value);
                return;
            }
        }

        if (kind == SegmentKind.Media && body.Slice(start, length).ContainsAnyExcept(Base64Bytes)) kind = SegmentKind.Text; // whatever it is called, these are no bytes
        ref var segment = ref Add(start, length, hasEscapes, kind);
        segment.Role = SegmentRole.Assistant;
        segment.Continues = kind is SegmentKind.Text or SegmentKind.JsonText or SegmentKind.Protected;
        segment.IsAnswer = kind == SegmentKind.Text && IsAnswerText(field);
        segment.IsArguments = kind == SegmentKind.JsonText || IsInArguments(field);
        segment.Channel = PathHash(field);
    }

    /// <summary>What a string is. The default knows the fields that every dialect uses for identifiers and words of its own.</summary>
    protected virtual SegmentKind KindOf(ReadOnlySpan<byte> body, Field field, int start, int length) => field switch
    {
        Field.Id or Field.ItemId or Field.CallId or Field.ToolCallId or Field.ToolUseId or Field.MessageId or Field.ResponseId or Field.PreviousResponseId or Field.Object or Field.Type
            or Field.Model or Field.ModelVersion or Field.Role or Field.Status or Field.FinishReason or Field.StopReason or Field.ServiceTier or Field.SystemFingerprint
            or Field.Obfuscation or Field.Effort or Field.ToolChoice or Field.MimeType => SegmentKind.Identifier,
        Field.Name when Top.Name is Field.Function or Field.FunctionCall or Field.ContentBlock or Field.Item or Field.Content or Field.Output => SegmentKind.Name, // the model chose it, and it stands whole in one event
        Field.EncryptedContent or Field.EncryptedIndex or Field.Signature or Field.ThoughtSignature => SegmentKind.Protected,
        Field.Embedding => SegmentKind.Media, // a vector in base64
        _ => SegmentKind.Text,
    };

    /// <summary>True where the model's words to the user stand.</summary>
    protected abstract bool IsAnswerText(Field field);

    protected override void OnNumber(ReadOnlySpan<byte> number, Field field)
    {
        if (field is Field.Index or Field.OutputIndex or Field.ContentIndex or Field.SummaryIndex && Utf8Parser.TryParse(number, out int index, out _)) Top.Key = HashCode.Combine(Top.Key, (int)field, index);
        else if (InUsage && Utf8Parser.TryParse(number, out long count, out _))
        {
            switch (field)
            {
                case Field.PromptTokens or Field.InputTokens or Field.PromptTokenCount: _reported = _reported with { Input = count }; break;
                case Field.CompletionTokens or Field.OutputTokens or Field.CandidatesTokenCount: _reported = _reported with { Output = count }; break;
                case Field.CachedTokens or Field.CacheReadInputTokens or Field.CachedContentTokenCount: _reported = _reported with { CachedInput = count }; break;
                case Field.CacheCreationInputTokens: _reported = _reported with { CacheWrite = count }; break;
                case Field.Ephemeral_1hInputTokens: _reported = _reported with { CacheWrite1h = count }; break;
                case Field.ReasoningTokens or Field.ThoughtsTokenCount: _reported = _reported with { Reasoning = count }; break;
                case Field.WebSearchRequests: _reported = _reported with { WebSearches = count }; break;
                case Field.AudioTokens when Top.Name is Field.PromptTokensDetails or Field.InputTokensDetails: _reported = _reported with { InputAudio = count }; break;
                case Field.AudioTokens when Top.Name is Field.CompletionTokensDetails or Field.OutputTokensDetails: _reported = _reported with { OutputAudio = count }; break;
                case Field.ImageTokens when Top.Name is Field.CompletionTokensDetails or Field.OutputTokensDetails: _reported = _reported with { OutputImage = count }; break;
                default: break;
            }
        }
    }

    protected override void OnObjectEnd(ReadOnlySpan<byte> body, ref Frame frame)
    {
        var group = 0;
        if (Depth == 3 && frame.Name is Field.Choices or Field.Candidates)
        {
            group = frame.Key;
            if (frame.Mark) _closedGroups.Add(group);
        }

        if (frame.Key == 0) return;
        foreach (ref var segment in Since(frame))
        {
            segment.Channel = HashCode.Combine(segment.Channel, frame.Key);
            if (group != 0) segment.Group = group;
        }
    }

    /// <summary>Ends the texts of the choice that is open. Call where a finish reason stands.</summary>
    protected void CloseChoice()
    {
        if (Depth >= 3 && At(2) is Field.Choices or Field.Candidates) FrameAt(3).Mark = true;
    }

    private bool InUsage => Top.Name is Field.Usage or Field.UsageMetadata || (Depth > 1 && At(Depth - 1) is Field.Usage);

    /// <summary>What a dialect's word for a tier means.</summary>
    internal static ServiceTier TierOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("flex"u8) ? ServiceTier.Flex : word.SequenceEqual("priority"u8) ? ServiceTier.Priority : word.SequenceEqual("batch"u8) ? ServiceTier.Batch : ServiceTier.Standard;

    private bool IsInArguments(Field field)
    {
        if (field is Field.Arguments or Field.Args or Field.Input) return true;
        for (var level = 2; level <= Depth; level++)
        {
            if (At(level) is Field.Arguments or Field.Args or Field.Input) return true;
        }

        return false;
    }

    private int PathHash(Field field)
    {
        var hash = (int)field;
        for (var level = 2; level <= Depth; level++) hash = (hash * 31) + (int)At(level);
        return hash;
    }
}
