namespace Sallyport.Providers.Translation.Gemini;

/// <summary>Reads a client's <c>generateContent</c> request: what stands beside the conversation.</summary>
internal static class GeminiRequestReading
{
    public static ModelRequest Read(JsonPlace body)
    {
        var request = new ModelRequest();
        JsonPlace? system = null, contents = null;
        foreach (var (name, place) in GeminiMembers.Of(body))
        {
            switch (name)
            {
                case "contents":
                    contents = place;
                    break;
                case "systemInstruction":
                    system = place;
                    break;
                case "model":
                    place.Text(); // the model is the one of the path
                    break;
                case "tools":
                    GeminiToolReading.ReadTools(place, request);
                    break;
                case "toolConfig":
                    break; // after the tools, which it names
                case "generationConfig":
                    GeminiSettingsReading.Read(place, request);
                    break;
                case "safetySettings":
                    ReadSafety(place, request);
                    break;
                case "labels" or "serviceTier":
                    request.LeftOut.Add(name); // how soon, not what
                    break;
                case "store":
                    if (place.Flag()) throw place.Refusal();
                    request.LeftOut.Add(name);
                    break;
                default: // cachedContent among them: it lies with the provider
                    throw place.Refusal();
            }
        }

        if ((body.Member("toolConfig") ?? body.Member("tool_config")) is { } choice) GeminiToolReading.ReadChoice(choice, request);
        GeminiTurnReading.Read(system, contents ?? body.Needed("contents"), request);
        return request;
    }

    // A client that sets Gemini's filter wants another answer than it would get without. OFF is what current models do anyway.
    private static void ReadSafety(JsonPlace settings, ModelRequest request)
    {
        foreach (var setting in settings.Items())
        {
            foreach (var (name, place) in GeminiMembers.Of(setting))
            {
                if (name == "threshold" && place.Text() is not ("OFF" or "HARM_BLOCK_THRESHOLD_UNSPECIFIED")) throw place.Refusal();
                if (name is not ("threshold" or "category")) throw place.Refusal();
            }

            request.LeftOut.Add("safetySettings");
        }
    }
}
