using Sallyport.Providers.Json;

namespace Sallyport.Providers.OpenAI;

/// <summary>Body of <c>POST /v1/embeddings</c>. Token arrays cannot be read as text, so they are refused.</summary>
public sealed class EmbeddingsRequestReader : RequestReader
{
    protected override void OnString(ReadOnlySpan<byte> body, Field field, int start, int length, bool hasEscapes)
    {
        ReadTopLevelString(body, field, start, length, hasEscapes);
        ref var segment = ref Add(start, length, hasEscapes, SegmentKind.Text);
        if (field == Field.Input) segment.Role = SegmentRole.User;
    }

    protected override void OnNumber(ReadOnlySpan<byte> number, Field field)
    {
        base.OnNumber(number, field);
        if (field == Field.Input) Facts.Unscannable = "An array of tokens";
    }
}
