using System.Runtime.InteropServices;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Routing;
using Sallyport.Providers.Json;
using Sallyport.Tokens;

namespace Sallyport.Gateway.Admission;

/// <summary>Compares the text of a request with a cap in tokens.</summary>
/// <remarks>Exact for OpenAI's encodings but for the few tokens around each message; what other vendors make of a text is close to o200k_base. Pictures and sounds do not count here.</remarks>
internal static class InputLength
{
    private const int Slice = 65_536; // of a text, in characters: a cut costs one token at most, and an endless text is not counted to its end

    /// <summary>True if the text is longer than the cap. No text has more tokens than bytes, so a short one is not counted.</summary>
    /// <param name="target">Where it goes; null while that is not known.</param>
    /// <param name="most">In tokens.</param>
    public static bool Exceeds(InspectedRequest request, RouteTarget? target, long most)
    {
        if (request.Body.Bytes.Length <= most) return false;
        var encoding = EncodingOf(target?.Model);
        var tokens = 0L;
        var segments = CollectionsMarshal.AsSpan(request.Body.Segments);
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i].Kind is SegmentKind.Media or SegmentKind.Identifier) continue;
            for (var text = request.Body.Scan.TextOf(i); !text.IsEmpty;)
            {
                var piece = text[..Math.Min(Slice, text.Length)];
                tokens += encoding.Count(piece);
                if (tokens > most) return true;
                text = text[piece.Length..];
            }
        }

        return false;
    }

    private static TokenEncoding EncodingOf(string? model) =>
        model is not null && (model.StartsWith("gpt-3.5", StringComparison.Ordinal) || model.StartsWith("text-embedding-3", StringComparison.Ordinal)
            || (model.StartsWith("gpt-4", StringComparison.Ordinal) && !model.StartsWith("gpt-4o", StringComparison.Ordinal) && !model.StartsWith("gpt-4.", StringComparison.Ordinal)))
        ? TokenEncoding.Cl100kBase
        : TokenEncoding.O200kBase;
}
