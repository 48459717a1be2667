using System.Text.Json;
using Sallyport.Providers.Json;
using Sallyport.Providers.Json.Shapes;

namespace Sallyport.Providers.OpenAI;

/// <summary>Body of <c>POST /v1/chat/completions</c>, also of compatible servers.</summary>
public class ChatRequestReader : RequestReader
{
    public override OutputDemand? DemandOf(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body);
        return OutputDemand.Enter(ref json, "response_format"u8) ? OutputDemand.OfFormat(json, "json_schema"u8) : null;
    }

    public override PromptPlaces? PlacesOf(ReadOnlySpan<byte> body, bool keep)
    {
        var places = new PromptPlaces();
        places.IntoMessages(body, "messages"u8, "{\"role\":\"system\",\"content\":\"", "\"}", keep);
        return places;
    }

    protected override void OnOpen(int start)
    {
        base.OnOpen(start);
        if (Depth != 2) return;
        if (Top.Name == Field.WebSearchOptions) Facts.Needs |= Capabilities.WebSearch;
        else if (Top.Name == Field.Functions) Facts.Needs |= Capabilities.Tools;
        else if (Top.Name == Field.Audio) Facts.Needs |= Capabilities.Media;
        else if (Top.Name == Field.StreamOptions && !Top.IsArray) (Facts.StreamOptionsStart, Facts.StreamOptionsEmpty) = (start + 1, true);
    }

    protected override void OnString(ReadOnlySpan<byte> body, Field field, int start, int length, bool hasEscapes)
    {
        Note(body, field, start, length);
        ReadTopLevelString(body, field, start, length, hasEscapes);
        if (Depth == 2 && Top.Name == Field.StreamOptions) Facts.StreamOptionsEmpty = false;
        var kind = SegmentKind.Text;
        if (field == Field.Arguments && Top.Name is Field.Function or Field.FunctionCall) kind = SegmentKind.JsonText;
        else if (field is Field.Data && Top.Name == Field.InputAudio || field == Field.FileData) kind = SegmentKind.Media;
        else if (field == Field.Url && Top.Name == Field.ImageUrl && body[start..].StartsWith("data:"u8)) kind = SegmentKind.Media;
        else if (field == Field.EncryptedContent || field == Field.Signature || field == Field.Data && TypeOf(body, Top).SequenceEqual("reasoning.encrypted"u8)) kind = SegmentKind.Protected;
        else if (Depth == 2 && field == Field.Type && Top.Name == Field.ResponseFormat && !body.Slice(start, length).SequenceEqual("text"u8)) Facts.AnswerIsJson = true;
        else if (Depth == 2 && Top.Name == Field.Modalities && !body.Slice(start, length).SequenceEqual("text"u8)) Facts.Needs |= Capabilities.Media;
        Add(start, length, hasEscapes, kind).IsSpoken = IsSpoken(field);
    }

    protected override void OnLiteral(JsonToken token, Field field, int start)
    {
        base.OnLiteral(token, field, start);
        if (Depth == 1 && field == Field.StreamOptions && token == JsonToken.Null) Facts.StreamOptionsNull = start;
        if (Depth == 2 && Top.Name == Field.StreamOptions) Facts.StreamOptionsEmpty = false;
        if (Depth == 2 && Top.Name == Field.StreamOptions && field == Field.IncludeUsage && token != JsonToken.Null)
        {
            Facts.IncludeUsage = token == JsonToken.True;
            Facts.IncludeUsageSpan = (start, token == JsonToken.True ? 4 : 5);
        }
    }

    protected override void OnNumber(ReadOnlySpan<byte> number, Field field)
    {
        base.OnNumber(number, field);
        if (Depth == 2 && Top.Name == Field.StreamOptions) Facts.StreamOptionsEmpty = false;
    }

    protected override void OnObjectEnd(ReadOnlySpan<byte> body, ref Frame frame)
    {
        if (frame.Name == Field.Content && Depth >= 4 && IsMediaPart(TypeOf(body, frame)))
        {
            Facts.Needs |= Capabilities.Media;
            NoteMedia(TypeOf(body, frame).SequenceEqual("image_url"u8));
        }
        else if (frame.Name == Field.Tools && Depth == 3)
        {
            var type = TypeOf(body, frame);
            NoteTool(type.IsEmpty || type.SequenceEqual("function"u8) || type.SequenceEqual("custom"u8) ? Capabilities.Tools : OpenAITools.CapabilityOf(type));
        }
    }

    private static bool IsMediaPart(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("image_url"u8) || type.SequenceEqual("input_audio"u8) || type.SequenceEqual("file"u8) || type.SequenceEqual("video_url"u8) || type.SequenceEqual("audio_url"u8) || type.SequenceEqual("document_url"u8);
}
