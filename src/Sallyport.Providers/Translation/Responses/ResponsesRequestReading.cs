namespace Sallyport.Providers.Translation.Responses;

/// <summary>Reads a client's <c>POST /v1/responses</c>: what stands beside the conversation.</summary>
/// <remarks>Whatever leans on state that the provider keeps is refused: earlier responses, conversations, stored prompts, background work.</remarks>
internal static class ResponsesRequestReading
{
    public static ModelRequest Read(JsonPlace body)
    {
        var request = new ModelRequest();
        if (body.Member("instructions") is { } instructions) request.Turns.Add(new Turn(TurnRole.System, [new TextPart(instructions.Text())]));
        foreach (var member in body.Members())
        {
            switch (member.Name)
            {
                case "model":
                    request.Model = member.Text();
                    break;
                case "input":
                    ResponsesItemReading.Read(member, request);
                    break;
                case "instructions":
                    break; // read above: it stands before the input, wherever the client wrote it
                case "stream":
                    request.Stream = member.Flag();
                    break;
                case "stream_options":
                    foreach (var option in member.Members())
                    {
                        if (option.Name != "include_obfuscation") throw option.Refusal(); // padding against eavesdroppers on the leg that it was made for
                    }

                    break;
                case "temperature":
                    request.Temperature = member.Number();
                    break;
                case "top_p":
                    request.TopP = member.Number();
                    break;
                case "max_output_tokens":
                    request.MaxOutputTokens = member.Whole();
                    break;
                case "tools":
                    foreach (var tool in member.Items()) request.Tools.Add(ResponsesToolReading.ReadTool(tool));
                    break;
                case "tool_choice":
                    request.ToolChoice = ResponsesToolReading.ReadChoice(member);
                    break;
                case "parallel_tool_calls":
                    request.ParallelToolCalls = member.Flag();
                    break;
                case "text":
                    ReadText(member, request);
                    break;
                case "reasoning":
                    request.Reasoning = ReadReasoning(member);
                    break;
                case "user" or "safety_identifier":
                    request.EndUser = body.Member("safety_identifier")?.Text() ?? member.Text();
                    break;
                case "include":
                    foreach (var wish in member.Items())
                    {
                        if (wish.Text() is not "reasoning.encrypted_content") throw wish.RefusalOfWord();
                        request.LeftOut.Add("include");
                    }

                    break;
                case "metadata" or "client_metadata" or "prompt_cache_key" or "prompt_cache_retention" or "prompt_cache_options" or "service_tier" or "max_tool_calls": // the last bounds tools that the provider runs
                    request.LeftOut.Add(member.Name);
                    break;
                case "store" when !member.Flag():
                    request.LeftOut.Add(member.Name);
                    break;
                case "background" when !member.Flag():
                    break;
                case "truncation" when member.Text() is "disabled":
                    break;
                case "top_logprobs" when member.Whole() == 0:
                    break;
                default:
                    throw member.Refusal();
            }
        }

        return request;
    }

    private static void ReadText(JsonPlace text, ModelRequest request)
    {
        foreach (var member in text.Members())
        {
            if (member.Name == "format") request.Format = ReadFormat(member);
            else if (member.Name == "verbosity") request.Verbosity = member.Text() is "low" or "medium" or "high" ? member.Text() : throw member.RefusalOfWord();
            else throw member.Refusal();
        }
    }

    private static OutputFormat? ReadFormat(JsonPlace format)
    {
        string? type = null, schema = null, name = null, description = null;
        bool? isStrict = null;
        foreach (var member in format.Members())
        {
            switch (member.Name)
            {
                case "type":
                    type = member.Text() is "text" or "json_object" or "json_schema" ? member.Text() : throw member.RefusalOfWord();
                    break;
                case "schema":
                    schema = member.ObjectText();
                    break;
                case "name":
                    name = member.Text();
                    break;
                case "description":
                    description = member.Text();
                    break;
                case "strict":
                    isStrict = member.Flag();
                    break;
                default:
                    throw member.Refusal();
            }
        }

        return type switch
        {
            "json_schema" => new OutputFormat(schema ?? "{}", name, isStrict, description),
            "json_object" => new OutputFormat(null, null, null),
            _ => null,
        };
    }

    private static ReasoningDemand ReadReasoning(JsonPlace reasoning)
    {
        string? effort = null;
        bool? shows = null;
        foreach (var member in reasoning.Members())
        {
            switch (member.Name)
            {
                case "effort":
                    effort = member.Text() is "none" or "minimal" or "low" or "medium" or "high" or "xhigh" or "max" ? member.Text() : throw member.RefusalOfWord();
                    break;
                case "summary" or "generate_summary":
                    shows = member.Text() switch
                    {
                        "auto" or "concise" or "detailed" => true,
                        "none" => false,
                        _ => throw member.Refusal(),
                    };
                    break;
                default:
                    throw member.Refusal();
            }
        }

        return new ReasoningDemand(effort, null, shows);
    }
}
