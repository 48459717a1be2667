using System.Text;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Routing;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;

namespace Sallyport.Gateway.Admission;

/// <summary>The most that one attempt can use.</summary>
/// <param name="Input">Input tokens.</param>
/// <param name="Output">Output tokens of all choices together.</param>
/// <param name="NanoUsd">What that costs; null if no price is known.</param>
/// <param name="OutputCap">Cap on output that must be put into the request for this to hold; null if it has one, or needs none.</param>
internal readonly record struct AttemptBound(long Input, long Output, long? NanoUsd, long? OutputCap)
{
    /// <summary>Output of a model whose maximum nobody knows, in tokens: the cap is put into the request, so it holds.</summary>
    public const int DefaultOutput = 16_384;

    /// <summary>What the legacy API takes for <c>max_tokens</c> where a request has none: the cap that is put in changes nothing.</summary>
    private const int LegacyDefault = 16;

    /// <summary>More tokens than any image, transcript or spoken text of the APIs for them has. They take no cap.</summary>
    private const int LongestMedia = 16_384;

    public long Tokens => Sum(Input, Output);

    /// <summary>True if nothing is used: an endpoint that asks no model.</summary>
    public bool IsFree => Input == 0 && Output == 0;

    public Amounts ToAmounts() => new(0, Tokens, 0, NanoUsd ?? 0);

    /// <param name="request">As it leaves: what was put into it counts.</param>
    /// <param name="price">Of the target's model; null if unknown.</param>
    /// <param name="ceiling">Price to reckon with where none is known; null leaves the cost unknown.</param>
    /// <param name="defaultOutput">Cap for requests that have none, in tokens; null for the model's own maximum.</param>
    /// <returns>Null if nobody can say what the most is: tools that the provider runs as often as it likes.</returns>
    public static AttemptBound? Of(Endpoint endpoint, InspectedRequest request, RouteTarget target, ModelPrice? price, CeilingPrice? ceiling, int? defaultOutput) =>
        Of(endpoint, request.Body, GrowthOf(request), target, price, ceiling, defaultOutput);

    /// <summary>The same for a request that will not leave: its masks are not known.</summary>
    public static AttemptBound? Of(Endpoint endpoint, RequestBody body, RouteTarget target, ModelPrice? price, CeilingPrice? ceiling, int? defaultOutput) =>
        Of(endpoint, body, 0, target, price, ceiling, defaultOutput);

    private static AttemptBound? Of(Endpoint endpoint, RequestBody body, long growth, RouteTarget target, ModelPrice? price, CeilingPrice? ceiling, int? defaultOutput)
    {
        if (!Asks(endpoint)) return new AttemptBound(0, 0, 0, null);
        var (facts, most) = (body.Facts, price?.Model.MaxOutput);
        var cap = Forwarding.OutputCap.Applies(endpoint) && facts.MaxOutputTokens is null ? Math.Min(defaultOutput ?? most ?? DefaultOutput, most ?? int.MaxValue) : (long?)null;
        if (endpoint == Endpoint.Completions && cap is not null) cap = Math.Min(cap.Value, LegacyDefault);
        var size = RequestSize.Of(endpoint, body.Bytes.Span, body.Segments);
        size = size with { TextBytes = size.TextBytes + growth };
        var bound = SpendBound.Of(size, facts, ProviderNames.NameOf(target.Upstream.Provider), price, BoundMode.Strict, defaultOutput: cap ?? (HasLongestAnswer(endpoint) ? LongestMedia : null));
        if (bound is not { InputTokens: { } input, OutputTokens: { } output }) return null;
        return new AttemptBound(input, output, bound.NanoUsd ?? CeilingOf(input, output, ceiling), cap);
    }

    /// <summary>What tokens cost at a ceiling; null without one.</summary>
    public static long? CeilingOf(long input, long output, CeilingPrice? ceiling) => ceiling is null ? null : Sum(Product(input, ceiling.InputNanoUsd), Product(output, ceiling.OutputNanoUsd));

    /// <summary>True for endpoints that ask a model and are billed.</summary>
    public static bool Asks(Endpoint endpoint) => Forwarding.OutputCap.Applies(endpoint) || endpoint is Endpoint.Embeddings or Endpoint.EmbedContent or Endpoint.BatchEmbedContents or Endpoint.Rerank || HasLongestAnswer(endpoint);

    private static bool HasLongestAnswer(Endpoint endpoint) => endpoint is Endpoint.GenerateImages or Endpoint.EditImages or Endpoint.VaryImages or Endpoint.CreateSpeech or Endpoint.Transcribe or Endpoint.TranslateSpeech;

    private static long GrowthOf(InspectedRequest request)
    {
        long bytes = request.Prompt is { } prompt ? Encoding.UTF8.GetByteCount(prompt.Text) : 0;
        foreach (var edit in request.Edits) bytes += Encoding.UTF8.GetByteCount(edit.Text);
        return bytes;
    }

    private static long Product(long a, long b) => (long)Int128.Min((Int128)a * b, Amounts.Most);

    private static long Sum(long a, long b) => (long)Int128.Min((Int128)a + b, Amounts.Most);
}
