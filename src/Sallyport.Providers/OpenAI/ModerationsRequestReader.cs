using Sallyport.Providers.Json;

namespace Sallyport.Providers.OpenAI;

/// <summary>Body of <c>POST /v1/moderations</c>: a text, texts, or parts with texts and images.</summary>
public sealed class ModerationsRequestReader : RequestReader
{
    /// <summary>What the API takes where the request names no model.</summary>
    public const string DefaultModel = "omni-moderation-latest";

    protected override void OnString(ReadOnlySpan<byte> body, Field field, int start, int length, bool hasEscapes)
    {
        Note(body, field, start, length);
        ReadTopLevelString(body, field, start, length, hasEscapes);
        var isBytes = field == Field.Url && Top.Name == Field.ImageUrl && body[start..].StartsWith("data:"u8);
        ref var segment = ref Add(start, length, hasEscapes, isBytes ? SegmentKind.Media : SegmentKind.Text);
        if (field is Field.Input or Field.Text) (segment.Role, segment.IsSpoken) = (SegmentRole.User, true);
    }

    protected override void OnObjectEnd(ReadOnlySpan<byte> body, ref Frame frame)
    {
        if (frame.Name != Field.Input || !TypeOf(body, frame).SequenceEqual("image_url"u8)) return;
        Facts.Needs |= Capabilities.Media;
        NoteMedia(isImage: true);
    }

    protected override bool OnEnd()
    {
        Facts.Model ??= DefaultModel;
        return base.OnEnd();
    }
}
