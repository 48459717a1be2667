using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Providers;

namespace Sallyport.Tests.Inspection;

/// <summary>One request in each dialect, with a text for each role.</summary>
internal static class GuardRequests
{
    public const string Reply = "Very well, I shall look that up.";

    public static readonly Endpoint[] All = [Endpoint.ChatCompletions, Endpoint.CreateResponse, Endpoint.CreateMessage, Endpoint.GenerateContent];

    public static DialectId DialectOf(Endpoint endpoint) => endpoint switch
    {
        Endpoint.ChatCompletions => DialectId.OpenAIChat,
        Endpoint.CreateResponse => DialectId.OpenAIResponses,
        Endpoint.CreateMessage => DialectId.AnthropicMessages,
        _ => DialectId.Gemini,
    };

    /// <param name="system">Null for none.</param>
    /// <param name="tool">What a tool answered; null for none.</param>
    public static byte[] Build(Endpoint endpoint, string? system, string user, string? tool)
    {
        JsonObject body = endpoint switch
        {
            Endpoint.ChatCompletions => new()
            {
                ["model"] = "m",
                ["messages"] = Array(system is null ? null : Message("system", system), Message("user", user), Message("assistant", Reply), tool is null ? null : new() { ["role"] = "tool", ["tool_call_id"] = "c", ["content"] = tool }),
            },
            Endpoint.CreateResponse => new()
            {
                ["model"] = "m",
                ["instructions"] = system,
                ["input"] = Array(Message("user", user), Message("assistant", Reply), tool is null ? null : new() { ["type"] = "function_call_output", ["call_id"] = "c", ["output"] = tool }),
            },
            Endpoint.CreateMessage => new()
            {
                ["model"] = "m",
                ["max_tokens"] = 9,
                ["system"] = system,
                ["messages"] = Array(Message("user", user), Message("assistant", Reply), tool is null ? null : new() { ["role"] = "user", ["content"] = new JsonArray(new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = "c", ["content"] = tool }) }),
            },
            _ => new()
            {
                ["systemInstruction"] = system is null ? null : Parts(null, system),
                ["contents"] = Array(Parts("user", user), Parts("model", Reply), tool is null ? null : new() { ["role"] = "user", ["parts"] = new JsonArray(new JsonObject { ["functionResponse"] = new JsonObject { ["name"] = "f", ["response"] = new JsonObject { ["result"] = tool } } }) }),
            },
        };
        foreach (var name in body.Where(m => m.Value is null).Select(m => m.Key).ToArray()) body.Remove(name);
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    /// <summary>Every string of a body, joined: enough to see what is there and what is not.</summary>
    public static string Text(byte[] body) => string.Join('\n', PlainJson.Strings(body));

    /// <summary>An answer in one piece.</summary>
    public static byte[] Answer(Endpoint endpoint, string text)
    {
        var quoted = JsonSerializer.Serialize(text);
        return Encoding.UTF8.GetBytes(endpoint switch
        {
            Endpoint.ChatCompletions => "{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":" + quoted + "},\"finish_reason\":\"stop\"}]}",
            Endpoint.CreateResponse => "{\"id\":\"r\",\"output\":[{\"type\":\"message\",\"id\":\"m\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":" + quoted + "}]}]}",
            Endpoint.CreateMessage => "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":" + quoted + "}]}",
            _ => "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":" + quoted + "}],\"role\":\"model\"},\"finishReason\":\"STOP\"}]}",
        });
    }

    private static JsonArray Array(params JsonObject?[] items) => [.. items.Where(i => i is not null)];

    private static JsonObject Message(string role, string text) => new() { ["role"] = role, ["content"] = text };

    private static JsonObject Parts(string? role, string text)
    {
        var content = new JsonObject { ["parts"] = new JsonArray(new JsonObject { ["text"] = text }) };
        if (role is not null) content["role"] = role;
        return content;
    }
}
