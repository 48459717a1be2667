using System.Text.Json;

namespace Sallyport.Providers.Translation.Messages;

/// <summary>Reads the body of <c>POST /v1/messages</c>.</summary>
internal static class MessagesRequestParser
{
    public static ModelRequest Read(JsonElement body)
    {
        var request = new ModelRequest();
        var root = JsonPlace.Body(body);
        if (root.Member("system") is { } system) request.Turns.Add(new Turn(TurnRole.System, MessagesContentParser.Read(system, request.LeftOut)));
        foreach (var member in root.Members()) ReadMember(member, request);
        ReadReasoning(root, request);
        return request;
    }

    private static void ReadMember(JsonPlace member, ModelRequest request)
    {
        switch (member.Name)
        {
            case "system": break;
            case "model": request.Model = member.Text(); break;
            case "messages":
                foreach (var message in member.Items()) request.Turns.Add(ReadMessage(message, request.LeftOut));
                break;
            case "stream": request.Stream = member.Flag(); break;
            case "max_tokens": request.MaxOutputTokens = member.Whole(); break;
            case "temperature": request.Temperature = member.Number(); break;
            case "top_p": request.TopP = member.Number(); break;
            case "top_k": request.TopK = member.Number(); break;
            case "stop_sequences": request.StopSequences.AddRange(member.Items().Select(static s => s.Text())); break;
            case "tools":
                foreach (var tool in member.Items()) request.Tools.Add(ReadTool(tool, request.LeftOut));
                break;
            case "tool_choice": ReadToolChoice(member, request); break;
            case "thinking": break; // ReadReasoning
            case "output_config": ReadOutput(member, request); break;
            case "output_format": request.Format = ReadFormat(member); break; // its name before it moved into output_config
            case "metadata":
                foreach (var label in member.Members()) request.EndUser = label.Name is "user_id" ? label.Text() : throw label.Refusal();
                break;
            case "context_management": ReadContextManagement(member, request.LeftOut); break;
            case "mcp_servers" when !member.Items().Any(): break;
            case "cache_control" or "diagnostics" or "service_tier" or "speed": request.LeftOut.Add(member.Name); break;
            default: throw member.Refusal(); // inference_geo among them: it says where the data may be
        }
    }

    private static Turn ReadMessage(JsonPlace message, SortedSet<string> leftOut)
    {
        foreach (var member in message.Members())
        {
            if (member.Name is not ("role" or "content")) throw member.Refusal();
        }

        var role = message.Needed("role");
        var speaker = role.Text() switch
        {
            "user" => TurnRole.User,
            "assistant" => TurnRole.Assistant,
            "system" => TurnRole.System,
            _ => throw role.RefusalOfWord(),
        };
        return new Turn(speaker, MessagesContentParser.Read(message.Needed("content"), leftOut));
    }

    private static ToolDefinition ReadTool(JsonPlace tool, SortedSet<string> leftOut)
    {
        if (tool.Member("type") is { } type && type.Text() is not "custom") throw type.RefusalOfWord();
        foreach (var member in tool.Members())
        {
            switch (member.Name)
            {
                case "type" or "name" or "description" or "input_schema" or "strict": break;
                case "cache_control" or "eager_input_streaming": leftOut.Add(member.Name); break;
                case "defer_loading" when !member.Flag(): break;
                case "allowed_callers" when member.Items().All(static c => c.Text() is "direct"): break;
                case "input_examples" when !member.Items().Any(): break;
                default: throw member.Refusal();
            }
        }

        return new ToolDefinition(tool.Needed("name").Text(), tool.Member("description")?.Text(), tool.Member("input_schema")?.ObjectText(), tool.Member("strict")?.Flag());
    }

    private static void ReadToolChoice(JsonPlace choice, ModelRequest request)
    {
        foreach (var member in choice.Members())
        {
            switch (member.Name)
            {
                case "type" or "name": break;
                case "disable_parallel_tool_use": request.ParallelToolCalls = !member.Flag(); break;
                default: throw member.Refusal();
            }
        }

        request.ToolChoice = choice.Type() switch
        {
            "auto" => new ToolChoice(ToolChoiceKind.Auto),
            "any" => new ToolChoice(ToolChoiceKind.Required),
            "none" => new ToolChoice(ToolChoiceKind.None),
            "tool" => new ToolChoice(ToolChoiceKind.Named, choice.Needed("name").Text()),
            _ => throw choice.Needed("type").RefusalOfWord(),
        };
    }

    private static void ReadOutput(JsonPlace output, ModelRequest request)
    {
        foreach (var member in output.Members())
        {
            switch (member.Name)
            {
                case "format": request.Format = ReadFormat(member); break;
                case "effort": break; // ReadReasoning
                case "task_budget": request.LeftOut.Add(member.Name); break; // advice to the model, no cap
                default: throw member.Refusal();
            }
        }
    }

    private static OutputFormat ReadFormat(JsonPlace format)
    {
        foreach (var member in format.Members())
        {
            if (member.Name is not ("type" or "schema")) throw member.Refusal();
        }

        if (format.Type() is not "json_schema") throw format.Needed("type").RefusalOfWord();
        return new OutputFormat(format.Needed("schema").ObjectText(), null, IsStrict: true); // Anthropic always holds the model to it
    }

    private static void ReadReasoning(JsonPlace root, ModelRequest request)
    {
        var effort = root.Member("output_config")?.Member("effort")?.Text();
        if (root.Member("thinking") is not { } thinking)
        {
            if (effort is not null) request.Reasoning = new ReasoningDemand(effort, null, null);
            return;
        }

        foreach (var member in thinking.Members())
        {
            if (member.Name is not ("type" or "budget_tokens" or "display")) throw member.Refusal();
        }

        bool? shows = null;
        if (thinking.Member("display") is { } display)
        {
            shows = display.Text() switch
            {
                "summarized" => true,
                "omitted" => false,
                _ => throw display.RefusalOfWord(),
            };
        }

        switch (thinking.Type())
        {
            case "disabled":
                if (effort is not null) request.LeftOut.Add("effort"); // elsewhere effort is a word for thinking alone
                request.Reasoning = new ReasoningDemand("none", null, null);
                break;
            case "adaptive": request.Reasoning = new ReasoningDemand(effort, null, shows); break;
            case "enabled": request.Reasoning = new ReasoningDemand(effort, thinking.Needed("budget_tokens").Whole(), shows); break;
            default: throw thinking.Needed("type").RefusalOfWord();
        }
    }

    // Coding agents send it always. To clear past thoughts is what happens to them anyway; to clear results of tools would change the prompt.
    private static void ReadContextManagement(JsonPlace management, SortedSet<string> leftOut)
    {
        foreach (var member in management.Members())
        {
            if (member.Name is not "edits") throw member.Refusal();
            foreach (var edit in member.Items())
            {
                if (!edit.Type().StartsWith("clear_thinking_", StringComparison.Ordinal)) throw edit.Needed("type").RefusalOfWord();
            }
        }

        leftOut.Add(management.Name);
    }
}
