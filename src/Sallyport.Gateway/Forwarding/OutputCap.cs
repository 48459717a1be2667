using System.Globalization;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Forwarding.Vendors;
using Sallyport.Gateway.Inspection;
using Sallyport.Providers;

namespace Sallyport.Gateway.Forwarding;

/// <summary>Puts a cap on output tokens into a request that has none, so that what was reserved for it holds.</summary>
internal static class OutputCap
{
    /// <summary>True where answers have a length that the request can bound.</summary>
    public static bool Applies(Endpoint endpoint) => endpoint is Endpoint.ChatCompletions or Endpoint.CreateResponse or Endpoint.CreateMessage or Endpoint.GenerateContent or Endpoint.StreamGenerateContent or Endpoint.Complete or Endpoint.Completions;

    /// <param name="body">The client's bytes.</param>
    /// <param name="cap">In tokens.</param>
    public static Edit EditOf(Endpoint endpoint, ProviderId provider, RequestFacts facts, ReadOnlySpan<byte> body, long cap)
    {
        var number = cap.ToString(CultureInfo.InvariantCulture);
        return endpoint switch
        {
            Endpoint.CreateResponse => Member(body, "max_output_tokens", number, facts.CapNulls.MaxOutputTokens),
            Endpoint.ChatCompletions when VendorTraits.HasNewCap(provider) => Member(body, "max_completion_tokens", number, facts.CapNulls.MaxCompletionTokens),
            Endpoint.GenerateContent or Endpoint.StreamGenerateContent => InConfig(body, facts, number),
            _ => Member(body, "max_tokens", number, facts.CapNulls.MaxTokens),
        };
    }

    private static Edit Member(ReadOnlySpan<byte> body, string name, string number, int nullAt) =>
        nullAt > 0 ? new Edit(nullAt, 4, number, 0) : OutboundBody.Member(body, $"\"{name}\":{number}");

    private static Edit InConfig(ReadOnlySpan<byte> body, RequestFacts facts, string number) =>
        facts.CapNulls.MaxOutputTokens > 0 ? new Edit(facts.CapNulls.MaxOutputTokens, 4, number, 0)
        : facts.GenerationConfigNull > 0 ? new Edit(facts.GenerationConfigNull, 4, $"{{\"maxOutputTokens\":{number}}}", 0)
        : facts.GenerationConfigStart > 0 ? new Edit(facts.GenerationConfigStart, 0, $"\"maxOutputTokens\":{number}" + (facts.GenerationConfigEmpty ? "" : ","), 0)
        : OutboundBody.Member(body, $"\"generationConfig\":{{\"maxOutputTokens\":{number}}}");
}
