using System.Text.Json;
using Sallyport.Providers.Json;
using Sallyport.Providers.Json.Shapes;

namespace Sallyport.Providers.Gemini;

/// <summary>Body of <c>:generateContent</c>, <c>:streamGenerateContent</c>, <c>:countTokens</c>, <c>:embedContent</c> and <c>:batchEmbedContents</c>. The model stands in the path.</summary>
public sealed class GeminiRequestReader : RequestReader
{
    public override OutputDemand? DemandOf(ReadOnlySpan<byte> body)
    {
        var config = new Utf8JsonReader(body);
        if (!OutputDemand.Enter(ref config, "generationConfig"u8, "generation_config"u8)) return null;
        Utf8JsonReader mime = config, schema = config, standard = config;
        if (!OutputDemand.Enter(ref mime, "responseMimeType"u8, "response_mime_type"u8) || mime.TokenType != JsonTokenType.String || !mime.ValueTextEquals("application/json"u8)) return null;
        if (OutputDemand.Enter(ref schema, "responseSchema"u8, "response_schema"u8)) return OutputDemand.Of(ref schema);
        return OutputDemand.Enter(ref standard, "responseJsonSchema"u8, "response_json_schema"u8) ? OutputDemand.Of(ref standard) : OutputDemand.AnyJson;
    }

    public override PromptPlaces? PlacesOf(ReadOnlySpan<byte> body, bool keep)
    {
        var places = new PromptPlaces();
        places.IntoMember(body, ["systemInstruction", "system_instruction"], "parts", ("{\"text\":\"", "\"}"), ("{\"parts\":[{\"text\":\"", "\"}]}"), keep);
        if (!keep) places.DropFrom(body, "contents"u8);
        return places;
    }

    protected override void OnOpen(int start)
    {
        base.OnOpen(start);
        // Members of a tool, whether or not tools is the array that it should be.
        if (Depth > 2 && At(2) == Field.GenerationConfig) Facts.GenerationConfigEmpty = false;
        if (At(2) == Field.Tools && (Depth == 4 || (Depth == 3 && Top.Name != Field.Tools))) NoteTool(CapabilityOf(Top.Name));
        else if (Depth == 2 && Top.Name == Field.GenerationConfig && !Top.IsArray) (Facts.GenerationConfigStart, Facts.GenerationConfigEmpty) = (start + 1, true);
        else if (!Top.IsArray && Top.Name is Field.InlineData or Field.FileData)
        {
            Facts.Needs |= Capabilities.Media;
            Facts.MediaParts++;
        }
    }

    protected override void OnString(ReadOnlySpan<byte> body, Field field, int start, int length, bool hasEscapes)
    {
        Note(body, field, start, length);
        if (Depth >= 2 && At(2) == Field.GenerationConfig) Facts.GenerationConfigEmpty = false;
        var kind = SegmentKind.Text;
        if (field == Field.CachedContent && Depth == 1) Facts.HasUnseenInput = true;
        if (field == Field.MimeType && Top.Name is Field.InlineData or Field.FileData && body.Slice(start, length).StartsWith("image/"u8)) Facts.Images++;
        if (field is Field.ThoughtSignature) kind = SegmentKind.Protected;
        else if (field == Field.Data && Top.Name == Field.InlineData) kind = SegmentKind.Media;
        else if (Top.Name == Field.GenerationConfig && field == Field.ResponseMimeType && !body.Slice(start, length).SequenceEqual("text/plain"u8)) Facts.AnswerIsJson = true;
        else if (field == Field.ResponseModalities && !body.Slice(start, length).SequenceEqual("TEXT"u8)) Facts.Needs |= Capabilities.Media;
        else if (field == Field.Threshold && At(2) == Field.SafetySettings) NoteSafety(ThresholdOf(body.Slice(start, length)));
        else if (Depth == 1 && field == Field.CachedContent) Facts.Needs |= Capabilities.Store;
        ref var segment = ref Add(start, length, hasEscapes, kind);
        segment.IsSpoken = IsSpoken(field) || (Depth > 2 && (At(Depth - 1) == Field.FunctionResponse || At(Depth - 2) == Field.FunctionResponse));
        if (At(2) == Field.SystemInstruction) segment.Role = SegmentRole.System;
        else if (Depth >= 2 && At(2) == Field.Content) segment.Role = SegmentRole.User;
    }

    protected override void OnNumber(ReadOnlySpan<byte> number, Field field)
    {
        base.OnNumber(number, field);
        if (field == Field.Threshold && At(2) == Field.SafetySettings) NoteSafety(SafetyThreshold.None); // the API takes its enumerations as numbers too; nobody who means well writes them so
        if (Depth >= 2 && At(2) == Field.GenerationConfig) Facts.GenerationConfigEmpty = false;
        if (Top.Name == Field.GenerationConfig && field == Field.MaxOutputTokens) NoteCap(number);
        else if (Top.Name == Field.GenerationConfig && field == Field.CandidateCount) Facts.Choices = Math.Max(1, WholeOf(number));
        else if (Top.Name == Field.GenerationConfig && field == Field.Logprobs) Facts.Needs |= Capabilities.Logprobs;
    }

    protected override void OnLiteral(JsonToken token, Field field, int start)
    {
        base.OnLiteral(token, field, start);
        if (Depth == 2 && Top.Name == Field.GenerationConfig && field == Field.MaxOutputTokens && token == JsonToken.Null) Facts.CapNulls = Facts.CapNulls with { MaxOutputTokens = start };
        if (Depth == 1 && field == Field.GenerationConfig && token == JsonToken.Null) Facts.GenerationConfigNull = start;
        if (Depth >= 2 && At(2) == Field.GenerationConfig) Facts.GenerationConfigEmpty = false;
        if (field == Field.ResponseLogprobs && token == JsonToken.True) Facts.Needs |= Capabilities.Logprobs;
    }

    protected override void OnObjectEnd(ReadOnlySpan<byte> body, ref Frame frame)
    {
        if (frame.Name == Field.FunctionResponse)
        {
            foreach (ref var segment in Since(frame)) segment.Role = SegmentRole.Tool;
        }
        else if (frame.Name == Field.Args) MarkArguments(frame);
        else if (Depth == 3 && frame.Name == Field.Contents && frame.Role == SegmentRole.Other) frame.Role = SegmentRole.User; // the API's own default
    }

    private void NoteSafety(SafetyThreshold threshold) => Facts.Safety = Facts.Safety is { } weakest && weakest < threshold ? weakest : threshold;

    private static SafetyThreshold ThresholdOf(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("BLOCK_LOW_AND_ABOVE"u8) ? SafetyThreshold.Low
        : word.SequenceEqual("BLOCK_MEDIUM_AND_ABOVE"u8) ? SafetyThreshold.Medium
        : word.SequenceEqual("BLOCK_ONLY_HIGH"u8) ? SafetyThreshold.High
        : SafetyThreshold.None;

    private static Capabilities CapabilityOf(Field tool) => tool switch
    {
        Field.FunctionDeclarations => Capabilities.Tools,
        Field.GoogleSearch or Field.GoogleSearchRetrieval or Field.UrlContext or Field.GoogleMaps => Capabilities.WebSearch,
        Field.CodeExecution => Capabilities.CodeExecution,
        Field.FileSearch => Capabilities.FileSearch,
        Field.ComputerUse => Capabilities.ComputerUse,
        Field.McpServers => Capabilities.RemoteMcp,
        _ => Capabilities.UnknownTools,
    };
}
