using Sallyport.Providers;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Inspection;

/// <summary>Puts the operator's system prompt into a request.</summary>
/// <param name="Text">The prompt as it leaves, with our mark if there is one.</param>
/// <param name="Keeps">True if the caller's own prompt follows it.</param>
internal sealed record FixedPrompt(string Text, bool Keeps)
{
    /// <summary>Adds the edits, and takes away those in what is dropped.</summary>
    /// <param name="reader">Reader of the request's dialect. Our own surface is written anew anyway: the forwarder asks <see cref="InspectedRequest.Prompt"/>.</param>
    public void Apply(RequestReader? reader, ReadOnlySpan<byte> body, List<Edit> edits)
    {
        if (reader?.PlacesOf(body, Keeps) is not { } places) return;
        foreach (var (start, length) in places.Callers) Drop(start, length, edits);
        foreach (var place in places.Places)
        {
            if (place.Length > 0) Drop(place.Start, place.Length, edits, keepSpan: true);
            edits.Add(new Edit(place.Start, place.Length, place.Before + JsonEscape.Once(Text) + place.After, 0));
        }
    }

    private static void Drop(int start, int length, List<Edit> edits, bool keepSpan = false)
    {
        edits.RemoveAll(e => e.Start >= start && e.Start + e.Length <= start + length);
        if (!keepSpan) edits.Add(new Edit(start, length, "", 0));
    }
}
