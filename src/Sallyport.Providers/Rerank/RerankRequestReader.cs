using Sallyport.Providers.Json;

namespace Sallyport.Providers.Rerank;

/// <summary>Body of <c>POST /v1/rerank</c> and <c>/v2/rerank</c>: a query, and documents as strings or objects.</summary>
public sealed class RerankRequestReader : RequestReader
{
    protected override void OnOpen(int start)
    {
        base.OnOpen(start);
        if (Depth == 3 && Top.Name == Field.Documents) Facts.Documents++;
    }

    protected override void OnString(ReadOnlySpan<byte> body, Field field, int start, int length, bool hasEscapes)
    {
        ReadTopLevelString(body, field, start, length, hasEscapes);
        if (Depth == 2 && field == Field.Documents) Facts.Documents++;
        var isImage = field == Field.Image && (At(2) is Field.Documents or Field.Query);
        ref var segment = ref Add(start, length, hasEscapes, isImage && !body[start..].StartsWith("http"u8) ? SegmentKind.Media : SegmentKind.Text);
        segment.Role = field == Field.Query || At(2) is Field.Documents or Field.Query ? SegmentRole.User : SegmentRole.Other;
        if (!isImage) return;
        Facts.Needs |= Capabilities.Media;
        NoteMedia(isImage: true);
    }
}
