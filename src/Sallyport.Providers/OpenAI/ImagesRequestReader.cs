using Sallyport.Providers.Json;

namespace Sallyport.Providers.OpenAI;

/// <summary>Body of <c>POST /v1/images/generations</c>. The answer is images, which nobody can inspect: it needs the capability for them.</summary>
public sealed class ImagesRequestReader : RequestReader
{
    protected override void OnString(ReadOnlySpan<byte> body, Field field, int start, int length, bool hasEscapes)
    {
        ReadTopLevelString(body, field, start, length, hasEscapes);
        ref var segment = ref Add(start, length, hasEscapes, SegmentKind.Text);
        if (Depth == 1 && field == Field.Prompt) (segment.Role, segment.IsSpoken) = (SegmentRole.User, true);
    }

    protected override bool OnEnd()
    {
        Facts.Needs |= Capabilities.Media;
        return base.OnEnd();
    }
}
