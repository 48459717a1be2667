using System.Buffers.Text;
using System.Text.Json;
using Sallyport.Providers.Json;
using Sallyport.Providers.Json.Shapes;

namespace Sallyport.Providers.Anthropic;

/// <summary>Body of <c>POST /v1/messages</c> and <c>/v1/messages/count_tokens</c>.</summary>
public sealed class MessagesRequestReader : RequestReader
{
    public override OutputDemand? DemandOf(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader json = new(body), older = new(body); // output_format is the name that the beta had
        if (OutputDemand.Enter(ref json, "output_config"u8) && OutputDemand.Enter(ref json, "format"u8)) return OutputDemand.OfFormat(json, default);
        return OutputDemand.Enter(ref older, "output_format"u8) ? OutputDemand.OfFormat(older, default) : null;
    }

    public override PromptPlaces? PlacesOf(ReadOnlySpan<byte> body, bool keep)
    {
        var places = new PromptPlaces();
        places.IntoMember(body, ["system"], "", ("{\"type\":\"text\",\"text\":\"", "\"}"), ("\"", "\""), keep);
        if (!keep) places.DropFrom(body, "messages"u8);
        return places;
    }

    protected override void OnOpen(int start)
    {
        base.OnOpen(start);
        if (Depth != 2) return;
        if (Top.Name == Field.McpServers) NoteTool(Capabilities.RemoteMcp);
        else if (Top.Name == Field.Container) (Facts.Needs, Facts.HasUnseenInput) = (Facts.Needs | Capabilities.CodeExecution, true);
    }

    protected override void OnString(ReadOnlySpan<byte> body, Field field, int start, int length, bool hasEscapes)
    {
        Note(body, field, start, length);
        ReadTopLevelString(body, field, start, length, hasEscapes);
        if (Depth == 2 && Top.Name == Field.Metadata && field == Field.UserId) Facts.EndUser = RequestFacts.Decode(body.Slice(start, length), hasEscapes);
        var kind = SegmentKind.Text;
        if (field is Field.Thinking or Field.Signature or Field.EncryptedContent or Field.EncryptedIndex) kind = SegmentKind.Protected;
        else if (field == Field.Data && Top.Name == Field.Source) kind = SegmentKind.Media; // a text source is turned back at the end of its object
        else if (field == Field.Type && (Top.Name == Field.OutputFormat || (Top.Name == Field.Format && At(2) == Field.OutputConfig)) && body.Slice(start, length).StartsWith("json"u8)) Facts.AnswerIsJson = true;
        else if (Depth == 1 && field == Field.Container) (Facts.Needs, Facts.HasUnseenInput) = (Facts.Needs | Capabilities.CodeExecution, true);
        ref var segment = ref Add(start, length, hasEscapes, kind);
        segment.IsSpoken = IsSpoken(field) || (field == Field.Data && Top.Name == Field.Source);
        if (At(2) == Field.System || (Depth == 1 && field == Field.System)) segment.Role = SegmentRole.System;
    }

    protected override void OnObjectEnd(ReadOnlySpan<byte> body, ref Frame frame)
    {
        var type = TypeOf(body, frame);
        if (frame.Name == Field.Tools && Depth == 3) NoteTool(CapabilityOf(type));
        else if (frame.Name == Field.Input && At(2) == Field.Messages) MarkArguments(frame);
        else if (frame.Name == Field.Source)
        {
            // {"type":"text","data":"…"} and {"type":"content","content":…} are plain text; base64, url and file are not.
            if (type.SequenceEqual("text"u8) || type.SequenceEqual("content"u8)) Unmark(frame);
            else
            {
                Facts.Needs |= Capabilities.Media;
                Facts.MediaParts++;
            }
        }
        else if (type.SequenceEqual("image"u8) && At(2) == Field.Messages) Facts.Images++;
        else if (type.SequenceEqual("thinking"u8) || type.SequenceEqual("redacted_thinking"u8)) MarkAll(frame, SegmentKind.Protected);
        else if (type.SequenceEqual("container_upload"u8)) Facts.Needs |= Capabilities.CodeExecution;
        else if (type.EndsWith("tool_result"u8) || type.SequenceEqual("search_result"u8) || type.SequenceEqual("document"u8))
        {
            foreach (ref var segment in Since(frame)) segment.Role = SegmentRole.Tool;
        }
    }

    protected override void OnNumber(ReadOnlySpan<byte> number, Field field)
    {
        base.OnNumber(number, field);
        if (field != Field.MaxUses || Depth != 3 || Top.Name != Field.Tools || !Utf8Parser.TryParse(number, out long uses, out _)) return;
        Facts.MaxToolCalls = (Facts.MaxToolCalls ?? 0) + uses;
        Facts.UnboundedTools--; // it is counted when its object ends
    }

    private void Unmark(in Frame frame)
    {
        foreach (ref var segment in Since(frame))
        {
            if (segment.Kind == SegmentKind.Media) segment.Kind = SegmentKind.Text;
        }
    }

    private static Capabilities CapabilityOf(ReadOnlySpan<byte> type) =>
        type.IsEmpty || type.SequenceEqual("custom"u8) || type.StartsWith("bash_"u8) || type.StartsWith("text_editor_"u8) || type.StartsWith("memory_"u8) || type.StartsWith("tool_search_"u8) ? Capabilities.Tools
        : type.StartsWith("web_search_"u8) || type.StartsWith("web_fetch_"u8) ? Capabilities.WebSearch
        : type.StartsWith("code_execution_"u8) ? Capabilities.CodeExecution
        : type.StartsWith("computer_"u8) ? Capabilities.ComputerUse
        : type.SequenceEqual("mcp_toolset"u8) ? Capabilities.RemoteMcp
        : Capabilities.UnknownTools;
}
