using System.Text.Json;

namespace Sallyport.Providers.Translation.Chat;

/// <summary>Reads the body of <c>POST /v1/chat/completions</c>.</summary>
internal static class ChatRequestParser
{
    public static ModelRequest Read(JsonElement body)
    {
        var request = new ModelRequest();
        foreach (var member in JsonPlace.Body(body).Members()) ReadMember(member, request);
        return request;
    }

    private static void ReadMember(JsonPlace member, ModelRequest request)
    {
        switch (member.Name)
        {
            case "model": request.Model = member.Text(); break;
            case "messages":
                foreach (var message in member.Items()) request.Turns.Add(ChatMessageParser.Read(message, request.LeftOut));
                break;
            case "stream": request.Stream = member.Flag(); break;
            case "stream_options": ReadStreamOptions(member); break;
            case "tools":
                foreach (var tool in member.Items()) request.Tools.Add(ReadTool(tool, request.LeftOut));
                break;
            case "tool_choice": request.ToolChoice = ReadToolChoice(member); break;
            case "parallel_tool_calls": request.ParallelToolCalls = member.Flag(); break;
            case "response_format": request.Format = ReadFormat(member); break;
            case "max_completion_tokens" or "max_tokens": request.MaxOutputTokens = Math.Min(member.Whole(), request.MaxOutputTokens ?? long.MaxValue); break;
            case "temperature": request.Temperature = member.Number(); break;
            case "top_p": request.TopP = member.Number(); break;
            case "top_k": request.TopK = member.Number(); break; // compatible servers
            case "frequency_penalty": request.FrequencyPenalty = member.Number(); break;
            case "presence_penalty": request.PresencePenalty = member.Number(); break;
            case "seed": request.Seed = member.Number(); break;
            case "n": request.Choices = checked((int)Math.Clamp(member.Whole(), 0, int.MaxValue)); break;
            case "stop":
                if (member.IsText) request.StopSequences.Add(member.Text());
                else request.StopSequences.AddRange(member.Items().Select(static s => s.Text()));
                break;
            case "reasoning_effort": request.Reasoning = new ReasoningDemand(member.Text(), null, null); break;
            case "verbosity": request.Verbosity = member.Text(); break;
            case "safety_identifier":
                if (request.EndUser is not null) request.LeftOut.Add("user");
                request.EndUser = member.Text();
                break;
            case "user":
                if (request.EndUser is null) request.EndUser = member.Text();
                else request.LeftOut.Add("user"); // its successor says the same
                break;
            case "logprobs" when !member.Flag(): break;
            case "top_logprobs" when member.Whole() == 0: break;
            case "logit_bias" when !member.Members().Any(): break;
            case "modalities" when member.Items().All(static m => m.Text() is "text"): break;
            case "store" when !member.Flag(): request.LeftOut.Add(member.Name); break;
            case "metadata" or "prediction" or "prompt_cache_key" or "prompt_cache_options" or "prompt_cache_retention" or "service_tier": request.LeftOut.Add(member.Name); break;
            default: throw member.Refusal();
        }
    }

    private static void ReadStreamOptions(JsonPlace options)
    {
        foreach (var option in options.Members())
        {
            // Usage is asked of every upstream; whether the client sees it stands in AnswerFrame. Padding against eavesdroppers is for the leg it was made on.
            if (option.Name is not ("include_usage" or "include_obfuscation")) throw option.Refusal();
        }
    }

    private static ToolDefinition ReadTool(JsonPlace tool, SortedSet<string> leftOut)
    {
        if (tool.Member("type") is { } type && type.Text() is not "function") throw type.RefusalOfWord();
        foreach (var member in tool.Members())
        {
            if (member.Name is "cache_control") leftOut.Add(member.Name);
            else if (member.Name is not ("type" or "function")) throw member.Refusal();
        }

        var function = tool.Needed("function");
        foreach (var member in function.Members())
        {
            if (member.Name is not ("name" or "description" or "parameters" or "strict")) throw member.Refusal();
        }

        return new ToolDefinition(function.Needed("name").Text(), function.Member("description")?.Text(), function.Member("parameters")?.ObjectText(), function.Member("strict")?.Flag());
    }

    private static ToolChoice ReadToolChoice(JsonPlace choice)
    {
        if (choice.IsText)
        {
            return choice.Text() switch
            {
                "auto" => new ToolChoice(ToolChoiceKind.Auto),
                "none" => new ToolChoice(ToolChoiceKind.None),
                "required" or "any" => new ToolChoice(ToolChoiceKind.Required), // any: Mistral's word
                _ => throw choice.RefusalOfWord(),
            };
        }

        if (choice.Needed("type") is var type && type.Text() is not "function") throw type.RefusalOfWord();
        foreach (var member in choice.Members())
        {
            if (member.Name is not ("type" or "function")) throw member.Refusal();
        }

        var function = choice.Needed("function");
        foreach (var member in function.Members())
        {
            if (member.Name is not "name") throw member.Refusal();
        }

        return new ToolChoice(ToolChoiceKind.Named, function.Needed("name").Text());
    }

    private static OutputFormat? ReadFormat(JsonPlace format)
    {
        foreach (var member in format.Members())
        {
            if (member.Name is not ("type" or "json_schema")) throw member.Refusal();
        }

        switch (format.Type())
        {
            case "text": return null;
            case "json_object": return new OutputFormat(null, null, null);
            case "json_schema": break;
            default: throw format.Needed("type").RefusalOfWord();
        }

        var schema = format.Needed("json_schema");
        foreach (var member in schema.Members())
        {
            if (member.Name is not ("name" or "description" or "schema" or "strict")) throw member.Refusal();
        }

        return new OutputFormat(schema.Member("schema")?.ObjectText() ?? "{}", schema.Member("name")?.Text(), schema.Member("strict")?.Flag(), schema.Member("description")?.Text());
    }
}
