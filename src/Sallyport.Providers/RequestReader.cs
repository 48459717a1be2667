using System.Buffers.Text;
using Sallyport.Providers.Json;
using Sallyport.Providers.Json.Shapes;

namespace Sallyport.Providers;

/// <summary>Reads a request body of one dialect: its text, and the facts that routing and admission need.</summary>
public abstract class RequestReader : BodyReader
{
    private bool _boundsTools;

    /// <summary>Facts of the body read last.</summary>
    public RequestFacts Facts { get; private set; } = new();

    /// <summary>Hands the facts over: the reader may then read another body.</summary>
    public RequestFacts TakeFacts()
    {
        var facts = Facts;
        Facts = new RequestFacts();
        return facts;
    }

    /// <summary>What JSON the body asks the answer to be; null if it asks for none. Reads the body once more: call it only where the answer will be checked.</summary>
    /// <param name="body">A body that <see cref="BodyReader.TryRead"/> has accepted.</param>
    public virtual OutputDemand? DemandOf(ReadOnlySpan<byte> body) => null;

    /// <summary>Where an operator's system prompt goes; null in dialects without one. Reads the body once more.</summary>
    /// <param name="keep">True to put it before the caller's own, false to take those out.</param>
    public virtual PromptPlaces? PlacesOf(ReadOnlySpan<byte> body, bool keep) => null;

    protected override void OnStart()
    {
        Facts.Reset();
        _boundsTools = false;
    }

    protected override void OnOpen(int start)
    {
        if (Depth == 3 && !Top.IsArray && Top.Name is Field.Messages or Field.Input or Field.Contents) Facts.Messages++;
        else if (Top.Name == Field.CacheControl) Facts.WritesCache = true;
        else if (!Top.IsArray && ((Depth == 3 && Top.Name is Field.Tools or Field.Functions) || (Depth == 5 && Top.Name == Field.FunctionDeclarations))) Facts.Tools++;
    }

    /// <summary>Notes a part that is no text.</summary>
    protected void NoteMedia(bool isImage)
    {
        Facts.MediaParts++;
        if (isImage) Facts.Images++;
    }

    /// <summary>Notes a tool by what it needs: what the provider runs may run any number of times unless something bounds it.</summary>
    protected void NoteTool(Capabilities needs)
    {
        Facts.Needs |= needs;
        if ((needs & ~(Capabilities.Tools | Capabilities.ComputerUse)) != Capabilities.None) Facts.UnboundedTools++; // these two the client runs
    }

    /// <summary>Depth 1: fields that most dialects share.</summary>
    protected bool ReadTopLevelString(ReadOnlySpan<byte> body, Field field, int start, int length, bool hasEscapes)
    {
        if (Depth != 1) return false;
        if (field == Field.Model) Facts.SetModel(body, start, length, hasEscapes);
        else if (field == Field.PreviousResponseId)
        {
            Facts.PreviousResponseId = System.Text.Encoding.UTF8.GetString(body.Slice(start, length));
            Facts.Needs |= Capabilities.Store;
            Facts.HasUnseenInput = true;
        }
        else if (field == Field.SafetyIdentifier) Facts.EndUser = RequestFacts.Decode(body.Slice(start, length), hasEscapes);
        else if (field == Field.User) Facts.EndUser ??= RequestFacts.Decode(body.Slice(start, length), hasEscapes);
        else if (field == Field.ServiceTier) Facts.Tier = AnswerReader.TierOf(body.Slice(start, length));
        else return false;
        return true;
    }

    protected override void OnLiteral(JsonToken token, Field field, int start)
    {
        if (Depth != 1) return;
        if (token == JsonToken.Null)
        {
            NoteNullCap(field, start);
            return;
        }

        var value = token == JsonToken.True;
        if (field == Field.Stream) Facts.Stream = value;
        else if (field == Field.Store)
        {
            (Facts.Store, Facts.StoreSpan) = (value, (start, value ? 4 : 5));
            if (value) Facts.Needs |= Capabilities.Store;
        }
        else if (field == Field.Background && value) Facts.Needs |= Capabilities.Store;
        else if (field == Field.Logprobs && value) Facts.Needs |= Capabilities.Logprobs;
    }

    protected override void OnNumber(ReadOnlySpan<byte> number, Field field)
    {
        if (Depth == 1 && field is Field.MaxTokens or Field.MaxCompletionTokens or Field.MaxOutputTokens) NoteCap(number);
        else if (Depth == 1 && field == Field.N) Facts.Choices = Math.Max(1, WholeOf(number));
        else if (Depth == 1 && field == Field.MaxToolCalls) (Facts.MaxToolCalls, _boundsTools) = (WholeOf(number), true);
        else if (Depth == 1 && field == Field.TopLogprobs && !number.SequenceEqual("0"u8)) Facts.Needs |= Capabilities.Logprobs;
    }

    /// <summary>Takes a cap on output tokens: of several the highest, since which of them the provider obeys is not known.</summary>
    protected void NoteCap(ReadOnlySpan<byte> number) => Facts.MaxOutputTokens = Math.Max(Facts.MaxOutputTokens ?? 0, WholeOf(number));

    /// <returns>A whole number; <see cref="long.MaxValue"/> for what is none (1e9, 2.5, -1): it must not count as little.</returns>
    protected static long WholeOf(ReadOnlySpan<byte> number) => Utf8Parser.TryParse(number, out long value, out var length) && length == number.Length && value >= 0 ? value : long.MaxValue;

    private void NoteNullCap(Field field, int start)
    {
        var nulls = Facts.CapNulls;
        if (field == Field.MaxTokens) nulls.MaxTokens = start;
        else if (field == Field.MaxCompletionTokens) nulls.MaxCompletionTokens = start;
        else if (field == Field.MaxOutputTokens) nulls.MaxOutputTokens = start;
        Facts.CapNulls = nulls;
    }

    /// <summary>Bytes that nobody can read as text need the capability wherever they stand, also where no provider would look for them.</summary>
    protected override bool OnEnd()
    {
        if (_boundsTools) Facts.UnboundedTools = 0;
        foreach (ref readonly var segment in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Segments))
        {
            if (segment.Kind != SegmentKind.Media) continue;
            Facts.Needs |= Capabilities.Media;
            break;
        }

        return true;
    }

    /// <summary>True for the fields in which messages, system prompts and tools' answers say what they say.</summary>
    protected static bool IsSpoken(Field field) => field is Field.Content or Field.Text or Field.System or Field.Instructions or Field.Input or Field.Output;

    /// <summary>Marks everything since the frame opened as what a tool is called with.</summary>
    protected void MarkArguments(in Frame frame)
    {
        foreach (ref var segment in Since(frame)) segment.IsArguments = true;
    }

    /// <summary>Marks everything since the frame opened with a kind, except names.</summary>
    protected void MarkAll(in Frame frame, SegmentKind kind)
    {
        foreach (ref var segment in Since(frame)) segment.Kind = kind;
    }
}
