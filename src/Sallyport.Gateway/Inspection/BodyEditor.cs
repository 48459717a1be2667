using System.Buffers;
using Sallyport.Providers.Json;

namespace Sallyport.Gateway.Inspection;

/// <summary>Applies edits to a body by copying what lies between them.</summary>
internal static class BodyEditor
{
    /// <summary>Writes the body with its edits, which are sorted by start. Of an edit that overlaps the one before it, what lies beyond is taken out too.</summary>
    public static void Write(ReadOnlySpan<byte> body, ReadOnlySpan<Edit> edits, IBufferWriter<byte> output)
    {
        var at = 0;
        foreach (var edit in edits)
        {
            if (edit.Start < at)
            {
                at = Math.Max(at, edit.Start + edit.Length);
                continue;
            }

            output.Write(body[at..edit.Start]);
            JsonEscape.Write(edit.Text, edit.Levels, output);
            at = edit.Start + edit.Length;
        }

        output.Write(body[at..]);
    }
}
