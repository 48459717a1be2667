using Sallyport.Providers.Json;

namespace Sallyport.Providers.OpenAI;

/// <summary>Body of <c>POST /v1/audio/speech</c>. The answer is sound, which nobody can inspect: it needs the capability for it.</summary>
public sealed class SpeechRequestReader : RequestReader
{
    protected override void OnString(ReadOnlySpan<byte> body, Field field, int start, int length, bool hasEscapes)
    {
        ReadTopLevelString(body, field, start, length, hasEscapes);
        ref var segment = ref Add(start, length, hasEscapes, SegmentKind.Text);
        if (Depth != 1 || field is not (Field.Input or Field.Instructions)) return;
        (segment.Role, segment.IsSpoken) = (SegmentRole.User, true);
        if (field == Field.Input) Facts.Characters = System.Text.Encoding.UTF8.GetCharCount(body.Slice(start, length)); // an escape counts as it is written: never too few
    }

    protected override bool OnEnd()
    {
        Facts.Needs |= Capabilities.Media;
        return base.OnEnd();
    }
}
