using System.Text.Json;

namespace Sallyport.Providers.Simulator;

/// <summary>Moderations that flag nothing, and rerankings by the words that a document shares with the query.</summary>
internal static class SimulatedJudgements
{
    private static readonly string[] Categories = ["harassment", "hate", "illicit", "self-harm", "sexual", "violence"];

    public static SimulatedAnswer Moderate(JsonElement root, DateTimeOffset now)
    {
        var input = SimulatedPrompt.Member(root, "input");
        var count = input.ValueKind is JsonValueKind.Array && input.EnumerateArray().All(i => i.ValueKind is JsonValueKind.String) ? input.GetArrayLength() : 1;
        return AnswerWriter.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", SimulatedProvider.NewId("modr-", now));
            json.WriteString("model", SimulatedProvider.Model);
            json.WriteStartArray("results");
            for (var i = 0; i < count; i++)
            {
                json.WriteStartObject();
                json.WriteBoolean("flagged", false);
                json.WriteStartObject("categories");
                foreach (var category in Categories) json.WriteBoolean(category, false);
                json.WriteEndObject();
                json.WriteStartObject("category_scores");
                foreach (var category in Categories) json.WriteNumber(category, 0);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public static SimulatedAnswer Rerank(JsonElement root, DateTimeOffset now)
    {
        var documents = SimulatedPrompt.Member(root, "documents");
        if (documents.ValueKind is not JsonValueKind.Array || SimulatedPrompt.Text(root, "query") is not { } query) return SimulatedError.Invalid(DialectId.Rerank, "A query and documents are needed.");
        var wanted = Words(query);
        var scored = documents.EnumerateArray().Select((d, i) => (Index: i, Text: TextOf(d))).Select(d => (d.Index, d.Text, Score: wanted.Count == 0 ? 0 : (double)Words(d.Text).Intersect(wanted).Count() / wanted.Count))
            .OrderByDescending(d => d.Score).ThenBy(d => d.Index);
        var top = SimulatedPrompt.Member(root, "top_n") is { ValueKind: JsonValueKind.Number } n && n.TryGetInt32(out var most) ? most : int.MaxValue;
        var returns = SimulatedPrompt.Member(root, "return_documents").ValueKind is JsonValueKind.True;
        return AnswerWriter.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("id", SimulatedProvider.NewId("rerank-", now));
            json.WriteStartArray("results");
            foreach (var (index, text, score) in scored.Take(top))
            {
                json.WriteStartObject();
                json.WriteNumber("index", index);
                json.WriteNumber("relevance_score", score);
                if (returns)
                {
                    json.WriteStartObject("document");
                    json.WriteString("text", text);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartObject("meta");
            json.WriteStartObject("billed_units");
            json.WriteNumber("search_units", 1);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        });
    }

    private static string TextOf(JsonElement document) => document.ValueKind is JsonValueKind.String ? document.GetString()! : SimulatedPrompt.Text(document, "text") ?? "";

    private static HashSet<string> Words(string text) => new(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);
}
