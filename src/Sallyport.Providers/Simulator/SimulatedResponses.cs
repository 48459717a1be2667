using System.Text.Json;

namespace Sallyport.Providers.Simulator;

/// <summary>OpenAI responses: creating one, whole or as the full sequence of events.</summary>
internal static class SimulatedResponses
{
    public static SimulatedAnswer Answer(JsonElement root, SimulatedPrompt prompt, SimulatedResponseStore store, DateTimeOffset now)
    {
        if (SimulatedPrompt.Text(root, "previous_response_id") is { } previous && !store.Has(previous))
            return SimulatedError.Write(DialectId.OpenAIResponses, 400, "previous_response_not_found", "The simulator does not keep the previous response.");

        var response = new SimulatedResponse(root, prompt, now);
        if (response.IsStored) store.Add(response);
        return SimulatedPrompt.IsTrue(root, "stream") ? Stream(response) : AnswerWriter.Json(json => response.Write(json, response.IsBackground ? "queued" : "completed"));
    }

    private static SimulatedAnswer Stream(SimulatedResponse response)
    {
        using var answer = new AnswerWriter();
        var sequence = 0;
        Whole("response.created", "in_progress");
        Whole("response.in_progress", "in_progress");
        Item("response.output_item.added", "in_progress");
        if (response.Tool is null)
        {
            Part("response.content_part.added", "");
            foreach (var piece in SimulatedArguments.Pieces(response.AnswerText))
            {
                Within("response.output_text.delta", json =>
                {
                    json.WriteNumber("content_index", 0);
                    json.WriteString("delta", piece);
                    json.WriteStartArray("logprobs");
                    json.WriteEndArray();
                });
            }

            Within("response.output_text.done", json =>
            {
                json.WriteNumber("content_index", 0);
                json.WriteString("text", response.AnswerText);
                json.WriteStartArray("logprobs");
                json.WriteEndArray();
            });
            Part("response.content_part.done", response.AnswerText);
        }
        else
        {
            foreach (var piece in SimulatedArguments.Pieces(response.Arguments)) Within("response.function_call_arguments.delta", json => json.WriteString("delta", piece));
            Within("response.function_call_arguments.done", json =>
            {
                json.WriteString("name", response.Tool);
                json.WriteString("arguments", response.Arguments);
            });
        }

        Item("response.output_item.done", "completed");
        Whole("response.completed", "completed");
        return answer.ToAnswer(200, "text/event-stream");

        void Event(string type, Action<Utf8JsonWriter> write) => answer.Event(type, json =>
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteNumber("sequence_number", sequence++);
            write(json);
            json.WriteEndObject();
        });

        void Whole(string type, string status) => Event(type, json =>
        {
            json.WritePropertyName("response");
            response.Write(json, status);
        });

        void Item(string type, string status) => Event(type, json =>
        {
            json.WriteNumber("output_index", 0);
            json.WritePropertyName("item");
            response.WriteItem(json, status);
        });

        void Part(string type, string text) => Within(type, json =>
        {
            json.WriteNumber("content_index", 0);
            json.WritePropertyName("part");
            SimulatedResponse.WritePart(json, text);
        });

        void Within(string type, Action<Utf8JsonWriter> write) => Event(type, json =>
        {
            json.WriteString("item_id", response.Tool is null ? response.MessageId : response.CallItemId);
            json.WriteNumber("output_index", 0);
            write(json);
        });
    }
}
