using System.Text.Json;

namespace Sallyport.Providers.Simulator;

/// <summary>A provider without a model: it answers in every dialect by echoing what it was asked, and says so.</summary>
/// <remarks>
/// The echo shows what a real provider would have seen, so masking and restoring can be watched without an account anywhere.
/// Token counts are rough estimates. Thread-safe.
/// </remarks>
public sealed class SimulatedProvider
{
    /// <summary>The only model, and the model in every answer, whatever was asked for.</summary>
    public const string Model = "simulator";

    private readonly SimulatedResponseStore _responses = new();

    /// <param name="method">GET, POST or DELETE.</param>
    /// <param name="path">Below the provider's root, with or without <c>/v1</c> or <c>/v1beta</c>; may carry a query.</param>
    /// <param name="body">JSON or a form; empty for GET and DELETE.</param>
    /// <param name="dialect">Decides the shape of models and errors, which share their paths.</param>
    /// <param name="now">Written as the time of creation.</param>
    public SimulatedAnswer Answer(string method, string path, ReadOnlyMemory<byte> body, DialectId dialect, DateTimeOffset now)
    {
        var end = path.IndexOf('?', StringComparison.Ordinal);
        var query = end < 0 ? "" : path[(end + 1)..];
        var steps = (end < 0 ? path : path[..end]).Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (steps is ["v1" or "v1beta" or "v1alpha", ..]) steps = steps[1..];

        if (method is "GET" or "DELETE")
        {
            return (method, steps) switch
            {
                ("GET", ["models"]) => SimulatedModels.List(dialect),
                ("GET", ["models", Model]) => SimulatedModels.Get(dialect),
                ("GET", ["responses", var id]) => _responses.Get(id),
                ("DELETE", ["responses", var id]) => _responses.Delete(id),
                ("GET", ["responses", var id, "input_items"]) => _responses.ListInputItems(id),
                _ => SimulatedError.NotFound(dialect),
            };
        }

        if (method is not "POST") return SimulatedError.NotFound(dialect);
        if (steps is ["responses", var cancelled, "cancel"]) return _responses.Cancel(cancelled);
        if (steps is ["images", "edits" or "variations"] or ["audio", "transcriptions" or "translations"]) return SimulatedMedia.Form(steps, body.Span, now);
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind is not JsonValueKind.Object) return SimulatedError.Invalid(dialect, "The body is not a JSON object.");
            return steps switch
            {
                ["chat", "completions"] => SimulatedChat.Answer(root, SimulatedPrompt.FromChat(root, body.Length), now),
                ["responses"] => SimulatedResponses.Answer(root, SimulatedPrompt.FromResponses(root, body.Length), _responses, now),
                ["embeddings"] => SimulatedEmbeddings.Answer(root),
                ["completions"] => SimulatedCompletions.Answer(root, now),
                ["moderations"] => SimulatedJudgements.Moderate(root, now),
                ["rerank"] => SimulatedJudgements.Rerank(root, now),
                ["images", "generations"] => SimulatedMedia.Images(SimulatedPrompt.Text(root, "prompt") ?? "", SimulatedPrompt.Member(root, "n") is { ValueKind: JsonValueKind.Number } n && n.TryGetInt32(out var count) ? count : 1, now),
                ["audio", "speech"] => SimulatedMedia.Speech(root),
                ["messages"] => SimulatedMessages.Answer(root, SimulatedPrompt.FromMessages(root, body.Length), now),
                ["messages", "count_tokens"] => SimulatedMessages.CountTokens(SimulatedPrompt.FromMessages(root, body.Length)),
                ["models", var model] => SimulatedGemini.Answer(model, query, root, body.Length, now),
                _ => SimulatedError.NotFound(dialect),
            };
        }
        catch (JsonException)
        {
            return SimulatedError.Invalid(dialect, "The body is not valid JSON.");
        }
    }

    internal static string NewId(string prefix, DateTimeOffset now) => prefix + Guid.CreateVersion7(now).ToString("N");
}
