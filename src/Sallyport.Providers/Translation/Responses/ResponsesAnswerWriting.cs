using System.Text.Json;

namespace Sallyport.Providers.Translation.Responses;

/// <summary>Writes the response object, as complete as the official client libraries demand.</summary>
/// <remarks>Settings are repeated from the request; prompts are not, because they were masked on their way out.</remarks>
internal static class ResponsesAnswerWriting
{
    public static void Write(Utf8JsonWriter json, ModelAnswer answer, AnswerFrame frame)
    {
        var (parts, stop, _) = answer.Choices.Count > 0 ? answer.Choices[0] : new AnswerChoice([], StopReason.ContentFilter);
        var items = ResponsesItems.Of(parts, frame.RequestId);
        var head = new ResponsesHead(frame, answer.Model, answer.CreatedAt);
        head.Write(json, StatusOf(stop, items), items, answer.Usage);
    }

    /// <summary>completed, or why it is not: <c>max_output_tokens</c>, <c>content_filter</c>. Words of refusal are a complete answer.</summary>
    public static string StatusOf(StopReason stop, List<ResponsesItem> items) => stop switch
    {
        StopReason.Length => "max_output_tokens",
        StopReason.ContentFilter when !items.Exists(item => item.Parts.Exists(part => part is RefusalPart)) => "content_filter",
        _ => "completed",
    };
}
