using System.Text.Json;
using Sallyport.Providers.Json;
using Sallyport.Providers.Json.Shapes;

namespace Sallyport.Providers.OpenAI;

/// <summary>Body of <c>POST /v1/responses</c>.</summary>
public sealed class ResponsesRequestReader : RequestReader
{
    public override OutputDemand? DemandOf(ReadOnlySpan<byte> body)
    {
        var json = new Utf8JsonReader(body);
        return OutputDemand.Enter(ref json, "text"u8) && OutputDemand.Enter(ref json, "format"u8) ? OutputDemand.OfFormat(json, default) : null;
    }

    public override PromptPlaces? PlacesOf(ReadOnlySpan<byte> body, bool keep)
    {
        var places = new PromptPlaces();
        places.IntoMember(body, ["instructions"], "", ("\"", "\""), ("\"", "\""), keep);
        if (!keep) places.DropFrom(body, "input"u8);
        return places;
    }

    protected override void OnOpen(int start)
    {
        base.OnOpen(start);
        if (Depth != 2 || Top.Name is not (Field.Conversation or Field.Prompt)) return;
        Facts.Needs |= Capabilities.Store;
        Facts.HasUnseenInput = true;
    }

    protected override void OnString(ReadOnlySpan<byte> body, Field field, int start, int length, bool hasEscapes)
    {
        Note(body, field, start, length);
        ReadTopLevelString(body, field, start, length, hasEscapes);
        var value = body.Slice(start, length);
        var kind = SegmentKind.Text;
        if (Depth == 1 && field == Field.Conversation) (Facts.Needs, Facts.HasUnseenInput) = (Facts.Needs | Capabilities.Store, true);
        else if (field == Field.Arguments) kind = SegmentKind.JsonText;
        else if (field is Field.EncryptedContent or Field.Signature) kind = SegmentKind.Protected;
        else if (field == Field.FileData || (field == Field.Data && Top.Name == Field.InputAudio)) kind = SegmentKind.Media;
        else if (field == Field.ImageUrl && value.StartsWith("data:"u8)) kind = SegmentKind.Media;
        else if (Depth == 3 && field == Field.Type && Top.Name == Field.Format && At(2) == Field.Text && !value.SequenceEqual("text"u8)) Facts.AnswerIsJson = true;
        else if (Depth == 2 && Top.Name == Field.Include && value.EndsWith("logprobs"u8)) Facts.Needs |= Capabilities.Logprobs;
        ref var segment = ref Add(start, length, hasEscapes, kind);
        segment.IsSpoken = IsSpoken(field);
        if (Depth == 1 && field == Field.Input) segment.Role = SegmentRole.User;
        else if (Depth == 1 && field == Field.Instructions) segment.Role = SegmentRole.System;
    }

    protected override void OnObjectEnd(ReadOnlySpan<byte> body, ref Frame frame)
    {
        var type = TypeOf(body, frame);
        if (frame.Name == Field.Tools && Depth == 3) NoteTool(OpenAITools.CapabilityOf(type));
        else if (type.SequenceEqual("input_image"u8) || type.SequenceEqual("input_file"u8) || type.SequenceEqual("input_audio"u8) || type.SequenceEqual("computer_screenshot"u8))
        {
            Facts.Needs |= Capabilities.Media;
            NoteMedia(type.SequenceEqual("input_image"u8) || type.SequenceEqual("computer_screenshot"u8));
        }
        else if (type.SequenceEqual("item_reference"u8)) (Facts.Needs, Facts.HasUnseenInput) = (Facts.Needs | Capabilities.Store, true);
        else if (Depth == 3 && (type.EndsWith("_call_output"u8) || IsHostedResult(type))) SetRole(frame, SegmentRole.Tool);
        else if (type.SequenceEqual("function_call"u8) || type.SequenceEqual("custom_tool_call"u8) || type.SequenceEqual("reasoning"u8)) SetRole(frame, SegmentRole.Assistant);
    }

    // Calls that the provider made and answered itself: what they hold came from elsewhere.
    private static bool IsHostedResult(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("mcp_call"u8) || type.SequenceEqual("file_search_call"u8) || type.SequenceEqual("web_search_call"u8) || type.SequenceEqual("code_interpreter_call"u8);

    private void SetRole(in Frame frame, SegmentRole role)
    {
        foreach (ref var segment in Since(frame)) segment.Role = role;
    }
}
