using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Sallyport.Providers.Sse;
using Sallyport.Providers.Translation;
using Xunit;

namespace Sallyport.Tests.Providers.Translation;

/// <summary>Translations over texts, and descriptions of neutral forms that compare by value.</summary>
internal static class Translated
{
    public static AnswerFrame Frame { get; } = new("01920000-0000-7000-8000-000000000001", "house-model", DateTimeOffset.UnixEpoch.AddSeconds(1_750_000_000), WantsUsage: true, IsArray: false);

    public static ModelRequest ReadRequest(DialectTranslation dialect, string json)
    {
        using var body = JsonDocument.Parse(json);
        return dialect.ReadRequest(body.RootElement);
    }

    public static string WriteRequest(DialectTranslation dialect, ModelRequest request, string model = "upstream-model")
    {
        var output = new ArrayBufferWriter<byte>();
        dialect.WriteRequest(request, model, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static ModelAnswer ReadAnswer(DialectTranslation dialect, string json)
    {
        using var body = JsonDocument.Parse(json);
        return dialect.ReadAnswer(body.RootElement);
    }

    public static string WriteAnswer(DialectTranslation dialect, ModelAnswer answer, AnswerFrame? frame = null)
    {
        var output = new ArrayBufferWriter<byte>();
        dialect.WriteAnswer(answer, frame ?? Frame, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static ProviderError? ReadError(DialectTranslation dialect, string json, int status)
    {
        using var body = JsonDocument.Parse(json);
        return dialect.ReadError(body.RootElement, status);
    }

    public static List<AnswerEvent> ReadStream(DialectTranslation dialect, string text, bool isArray = false)
    {
        var source = dialect.ReadStream();
        var steps = new List<AnswerEvent>();
        foreach (var data in Frames(text, isArray))
        {
            using var json = JsonDocument.Parse(data);
            source.Read(json.RootElement, steps);
        }

        source.Finish(steps);
        return steps;
    }

    public static string WriteStream(DialectTranslation dialect, IEnumerable<AnswerEvent> steps, AnswerFrame? frame = null)
    {
        var output = new ArrayBufferWriter<byte>();
        var sink = dialect.WriteStream(frame ?? Frame);
        foreach (var step in steps) sink.Write(step, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The objects of a stream. The framers are the gateway's own, so that what is written here is what it would read.</summary>
    public static List<string> Frames(string text, bool isArray = false)
    {
        var bytes = Encoding.UTF8.GetBytes(text).AsSpan();
        var (frames, array) = (new List<string>(), new JsonArrayFramer());
        while (true)
        {
            var scanned = 0;
            var result = isArray ? array.TryRead(bytes, ref scanned, out var frame) : SseFramer.TryRead(bytes, ref scanned, out frame);
            if (result is FrameResult.Incomplete) break;
            Assert.Equal(FrameResult.Frame, result);
            if (frame.Kind is FrameKind.Data) frames.Add(Encoding.UTF8.GetString(bytes.Slice(frame.DataStart, frame.DataLength)));
            bytes = bytes[frame.Length..];
        }

        Assert.True(bytes.Trim((byte)'\n').IsEmpty, "Something that is no frame is left: " + Encoding.UTF8.GetString(bytes));
        return frames;
    }

    public static string Describe(ModelRequest request)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{request.Model} {request.Stream} {request.ToolChoice} {request.ParallelToolCalls} {request.Format} {request.MaxOutputTokens}")
            .AppendLine(CultureInfo.InvariantCulture, $"{request.Temperature} {request.TopP} {request.TopK} {request.FrequencyPenalty} {request.PresencePenalty} {request.Seed} {request.Choices} {request.Reasoning} {request.EndUser} {request.Verbosity}")
            .AppendJoin('|', request.StopSequences).AppendLine().AppendJoin('\n', request.Tools).AppendLine();
        foreach (var turn in request.Turns) text.AppendLine(turn.Role.ToString()).AppendLine(Describe(turn.Parts));
        return text.ToString();
    }

    public static string Describe(ModelAnswer answer)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{answer.Usage}");
        foreach (var choice in answer.Choices) text.AppendLine(choice.Stop.ToString()).AppendLine(Describe(choice.Parts));
        return text.ToString();
    }

    /// <summary>Puts the steps of a stream together again. Steps out of order fail.</summary>
    public static ModelAnswer Assemble(IEnumerable<AnswerEvent> steps)
    {
        var answer = new ModelAnswer();
        var parts = new SortedDictionary<(int Choice, int Part), (Part Opening, StringBuilder Text, PartEnded? End)>();
        var stops = new SortedDictionary<int, StopReason>();
        var (hasStarted, hasEnded) = (false, false);
        foreach (var step in steps)
        {
            Assert.False(hasEnded, "Something follows the end.");
            if (step is not (AnswerStarted or AnswerFailed)) Assert.True(hasStarted, "Nothing has started.");
            switch (step)
            {
                case AnswerStarted started:
                    Assert.False(hasStarted, "It started twice.");
                    (hasStarted, answer.Id, answer.Model, answer.CreatedAt) = (true, started.Id, started.Model, started.CreatedAt);
                    break;
                case PartStarted started:
                    parts.Add((started.Choice, started.Part), (started.Opening, new StringBuilder(), null));
                    break;
                case PartDelta delta:
                    Assert.Null(parts[(delta.Choice, delta.Part)].End);
                    parts[(delta.Choice, delta.Part)].Text.Append(delta.Text);
                    break;
                case PartEnded ended:
                    var open = parts[(ended.Choice, ended.Part)];
                    Assert.Null(open.End);
                    parts[(ended.Choice, ended.Part)] = open with { End = ended };
                    break;
                case ChoiceEnded ended:
                    Assert.All(parts.Where(part => part.Key.Choice == ended.Choice), part => Assert.NotNull(part.Value.End));
                    stops.Add(ended.Choice, ended.Stop);
                    break;
                case UsageTold told:
                    answer.Usage = told.Usage;
                    break;
                case AnswerFailed failed:
                    Assert.Fail("The answer failed: " + failed.Error);
                    break;
                case AnswerEnded:
                    hasEnded = true;
                    break;
            }
        }

        Assert.True(hasEnded, "There is no end.");
        foreach (var (choice, stop) in stops) answer.Choices.Add(new AnswerChoice([.. parts.Where(part => part.Key.Choice == choice).Select(part => Closed(part.Value.Opening, part.Value.Text.ToString(), part.Value.End!))], stop));
        return answer;
    }

    private static Part Closed(Part opening, string text, PartEnded end) => opening switch
    {
        TextPart => new TextPart(text),
        RefusalPart => new RefusalPart(text),
        ReasoningPart => new ReasoningPart(text, end.Signature),
        ToolCallPart call => call with { Arguments = text, Signature = end.Signature },
        _ => throw new ArgumentOutOfRangeException(nameof(opening)),
    };

    private static string Describe(IEnumerable<Part> parts) => string.Join('\n', parts.Select(part => part is ToolResultPart result ? $"  result {result.CallId} {result.Name} {result.IsError}: {Describe(result.Content)}" : $"  {part}"));
}
