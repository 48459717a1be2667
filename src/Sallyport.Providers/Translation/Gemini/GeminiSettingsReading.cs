namespace Sallyport.Providers.Translation.Gemini;

/// <summary>Reads <c>generationConfig</c>.</summary>
internal static class GeminiSettingsReading
{
    public static void Read(JsonPlace config, ModelRequest request)
    {
        string? schema = null;
        bool isJson = false;
        JsonPlace? schemaPlace = null;
        foreach (var (name, place) in GeminiMembers.Of(config))
        {
            switch (name)
            {
                case "temperature":
                    request.Temperature = place.Number();
                    break;
                case "topP":
                    request.TopP = place.Number();
                    break;
                case "topK":
                    request.TopK = place.Number();
                    break;
                case "candidateCount":
                    request.Choices = place.Whole() is > 0 and <= 128 and var count ? (int)count : throw place.Refusal();
                    break;
                case "maxOutputTokens":
                    request.MaxOutputTokens = place.Whole();
                    break;
                case "stopSequences":
                    foreach (var item in place.Items()) request.StopSequences.Add(item.Text());
                    break;
                case "seed":
                    request.Seed = place.Number();
                    break;
                case "presencePenalty":
                    request.PresencePenalty = place.Number();
                    break;
                case "frequencyPenalty":
                    request.FrequencyPenalty = place.Number();
                    break;
                case "responseMimeType":
                    isJson = place.Text() switch
                    {
                        "application/json" => true,
                        "text/plain" => false,
                        _ => throw place.Refusal(),
                    };
                    break;
                case "responseSchema" when schemaPlace is null:
                    (schema, schemaPlace) = (GeminiSchema.ToJsonSchema(place), place);
                    break;
                case "responseJsonSchema" or "_responseJsonSchema" when schemaPlace is null:
                    (schema, schemaPlace) = (place.ObjectText(), place);
                    break;
                case "thinkingConfig":
                    request.Reasoning = ReadThinking(place);
                    break;
                case "responseModalities":
                    if (place.Items().FirstOrDefault(item => item.Text() is not ("TEXT" or "MODALITY_UNSPECIFIED")) is { } other) throw other.Refusal();
                    break;
                case "mediaResolution":
                    if (place.Text() is not "MEDIA_RESOLUTION_UNSPECIFIED") throw place.Refusal();
                    break;
                case "responseLogprobs" or "enableEnhancedCivicAnswers" or "audioTimestamp" when !place.Flag():
                    break; // off is what everyone does
                default:
                    throw place.Refusal();
            }
        }

        if (schemaPlace is not null && !isJson) throw schemaPlace.Refusal(); // Gemini refuses a schema without its type, too
        if (isJson) request.Format = new OutputFormat(schema, null, null);
    }

    private static ReasoningDemand ReadThinking(JsonPlace config)
    {
        string? effort = null;
        long? budget = null;
        bool? shows = null;
        foreach (var (name, place) in GeminiMembers.Of(config))
        {
            switch (name)
            {
                case "thinkingBudget":
                    budget = place.Whole();
                    if (budget < -1) throw place.Refusal();
                    break;
                case "thinkingLevel":
                    effort = place.Text().ToUpperInvariant() switch
                    {
                        "MINIMAL" => "minimal",
                        "LOW" => "low",
                        "MEDIUM" => "medium",
                        "HIGH" => "high",
                        "THINKING_LEVEL_UNSPECIFIED" => null,
                        _ => throw place.Refusal(),
                    };
                    break;
                case "includeThoughts":
                    shows = place.Flag();
                    break;
                default:
                    throw place.Refusal();
            }
        }

        return budget switch
        {
            0 => new ReasoningDemand("none", null, shows),
            -1 => new ReasoningDemand(effort, null, shows), // as much as the model likes
            _ => new ReasoningDemand(effort, budget, shows),
        };
    }
}
