using System.Buffers;
using Sallyport.Providers;
using Sallyport.Providers.Json;
using Sallyport.Tokens;

namespace Sallyport.Gateway.Settlement;

/// <summary>Says how many input tokens a request has, before it is sent: exact for the text of OpenAI's models, near for what they put around it, an estimate for other vendors.</summary>
/// <remarks>
/// Other vendors publish no vocabulary. Their text is counted with o200k_base times a factor, and the factor moves with what the provider reports (<see cref="TokenCalibration"/>).
/// The stated errors hold for prose and code in European languages; other scripts differ more until usage has been reported.
/// </remarks>
public sealed class TokenEstimator(TokenCalibration calibration)
{
    // What OpenAI documents for its chat models: three tokens around each message, and three that begin the answer.
    private const int PerMessage = 3, PerRequest = 3;

    // A tool becomes a few lines of a type declaration: its JSON without the punctuation, and some seven tokens around it.
    private const int PerTool = 7;

    /// <summary>Tokens of an image of unknown size, as most models count one of a megapixel.</summary>
    private const int PerImage = 1_100;

    /// <summary>A vendor's factor over o200k_base and the stated error of an estimate, in percent.</summary>
    private static (int FactorPercent, int ErrorPercent) BasisOf(string provider) => provider switch
    {
        "openai" => (100, 3),
        "anthropic" => (120, 25),
        "gemini" => (105, 20),
        "deepseek" => (105, 20),
        "mistral" => (105, 20),
        "simulator" => (100, 3),
        _ => (110, 35),
    };

    /// <summary>The encoding that a model's text is counted with.</summary>
    public static TokenEncoding EncodingOf(string provider, string model) =>
        provider is "openai" && (model.StartsWith("text-embedding-", StringComparison.Ordinal) || model.StartsWith("gpt-3.5", StringComparison.Ordinal) || model is "gpt-4" || model.StartsWith("gpt-4-", StringComparison.Ordinal) || model.StartsWith("davinci-002", StringComparison.Ordinal) || model.StartsWith("babbage-002", StringComparison.Ordinal))
            ? TokenEncoding.Cl100kBase
            : TokenEncoding.O200kBase;

    /// <summary>Estimates a request's input.</summary>
    /// <param name="body">A body that its reader has accepted.</param>
    /// <param name="segments">What the reader marked in it.</param>
    /// <param name="facts">What the reader read from it.</param>
    public TokenEstimate Estimate(string provider, string model, ReadOnlySpan<byte> body, List<TextSegment> segments, RequestFacts facts)
    {
        var counted = Count(EncodingOf(provider, model), body, segments, facts);
        var (factor, error) = BasisOf(provider);
        if (facts.Images > 0) error = Math.Max(error, 50);
        if (facts.MediaParts > facts.Images || facts.HasUnseenInput || facts.UnboundedTools > 0 || facts.MaxToolCalls > 0) error = 100; // most of the input may stand elsewhere
        var (percent, spread) = calibration.Of(provider, model) ?? (factor, error);
        return new TokenEstimate(counted, Math.Max(counted > 0 ? 1 : 0, counted * percent / 100), error == 100 ? error : Math.Min(error, spread));
    }

    /// <summary>Tokens before any factor.</summary>
    private static long Count(TokenEncoding encoding, ReadOnlySpan<byte> body, List<TextSegment> segments, RequestFacts facts)
    {
        var tokens = PerRequest + (PerMessage * (long)Math.Max(1, facts.Messages)) + (PerTool * (long)facts.Tools) + (PerImage * (long)facts.Images);
        char[]? buffer = null;
        foreach (ref readonly var segment in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(segments))
        {
            if (!IsRead(segment, facts)) continue;
            var content = body.Slice(segment.Start, segment.Length);
            if (!segment.HasEscapes)
            {
                tokens += encoding.Count(content);
                continue;
            }

            if (buffer is null || buffer.Length < content.Length)
            {
                if (buffer is not null) ArrayPool<char>.Shared.Return(buffer);
                buffer = ArrayPool<char>.Shared.Rent(content.Length);
            }

            tokens += encoding.Count(buffer.AsSpan(0, SegmentText.Decode(content, 1, buffer)));
        }

        if (buffer is not null) ArrayPool<char>.Shared.Return(buffer);
        return tokens;
    }

    // What is said, what tools were called with, and how tools are declared. The words of the dialect itself (roles, types, the model's name) are no input.
    private static bool IsRead(in TextSegment segment, RequestFacts facts) =>
        segment.Kind is not SegmentKind.Media && (segment.IsSpoken || segment.IsArguments || segment.Role is SegmentRole.User or SegmentRole.System or SegmentRole.Tool || segment.Kind is SegmentKind.Name or SegmentKind.JsonText or SegmentKind.Protected || (facts.Tools > 0 && segment.Role == SegmentRole.Other));
}

/// <summary>How many input tokens a request is likely to have.</summary>
/// <param name="Counted">As counted, before the vendor's factor: what <see cref="TokenCalibration.Observe"/> wants back.</param>
/// <param name="Input">The estimate.</param>
/// <param name="ErrorPercent">The true figure is expected within this many percent; 100 if most of the input may stand elsewhere.</param>
public readonly record struct TokenEstimate(long Counted, long Input, int ErrorPercent)
{
    public long Lowest => ErrorPercent >= 100 ? Input : Input * 100 / (100 + ErrorPercent);

    public long Highest => Input + ((Input * ErrorPercent) + 99) / 100;
}
