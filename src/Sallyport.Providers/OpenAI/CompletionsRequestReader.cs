using Sallyport.Providers.Json;
using Sallyport.Providers.Json.Shapes;

namespace Sallyport.Providers.OpenAI;

/// <summary>Body of <c>POST /v1/completions</c>: prompts to be continued. Token arrays cannot be read as text, so they are refused.</summary>
public sealed class CompletionsRequestReader : ChatRequestReader
{
    private long _bestOf;
    private long _prompts;

    public override PromptPlaces? PlacesOf(ReadOnlySpan<byte> body, bool keep)
    {
        var places = new PromptPlaces();
        places.BeforeStrings(body, "prompt"u8); // the only words that the model reads
        return places;
    }

    protected override void OnStart()
    {
        base.OnStart();
        _bestOf = _prompts = 0;
    }

    protected override void OnString(ReadOnlySpan<byte> body, Field field, int start, int length, bool hasEscapes)
    {
        base.OnString(body, field, start, length, hasEscapes);
        if (field != Field.Prompt) return;
        _prompts++;
        ref var segment = ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Segments)[^1];
        (segment.Role, segment.IsSpoken) = (SegmentRole.User, true);
    }

    protected override void OnNumber(ReadOnlySpan<byte> number, Field field)
    {
        base.OnNumber(number, field);
        if (field == Field.Prompt) Facts.Unscannable = "An array of tokens";
        else if (Depth == 1 && field == Field.Logprobs) Facts.Needs |= Capabilities.Logprobs; // a number here, 0 included
        else if (Depth == 1 && field == Field.BestOf) _bestOf = WholeOf(number);
    }

    // Each prompt gets its own answers, and those that best_of makes and throws away are billed too.
    protected override bool OnEnd()
    {
        Facts.Choices = (long)Int128.Min((Int128)Math.Max(Facts.Choices, _bestOf) * Math.Max(1, _prompts), long.MaxValue);
        return base.OnEnd();
    }
}
