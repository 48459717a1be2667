using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Classification;
using Sallyport.Gateway.Forwarding;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Routing;
using Sallyport.Providers;

namespace Sallyport.Gateway.Caching;

/// <summary>Everything that an answer depends on: two requests with the same get the same answer, and nobody else does.</summary>
/// <param name="Exchange">Endpoint, configuration, query and headers.</param>
/// <param name="Request">The body as it leaves, masked.</param>
/// <param name="Plan">Where it may go.</param>
/// <param name="Caller">Whose organization asks.</param>
/// <param name="Sensitivity">What the text is.</param>
internal sealed record CacheQuestion(Exchange Exchange, InspectedRequest Request, RoutePlan Plan, Caller Caller, Sensitivity Sensitivity)
{
    /// <summary>Tools that a provider runs look at a world that changes, and what it keeps has a life of its own; bytes are large and seldom the same.</summary>
    private const Capabilities Repeatable = Capabilities.Tools | Capabilities.Logprobs;

    /// <summary>True if an answer to it may be kept and handed out again.</summary>
    public bool IsEligible =>
        Exchange.Snapshot.Cache is { } policy && policy.Covers(Exchange.ModelOf(Request.Body)) && (Request.Facts.Needs & ~Repeatable) == Capabilities.None && !Request.Facts.HasUnseenInput && !ForbidsCache
        && Exchange.Match.Endpoint is Endpoint.ChatCompletions or Endpoint.CreateResponse or Endpoint.CreateMessage or Endpoint.GenerateContent or Endpoint.StreamGenerateContent or Endpoint.Completions
            or Endpoint.Embeddings or Endpoint.EmbedContent or Endpoint.BatchEmbedContents or Endpoint.Moderations or Endpoint.Rerank;

    private bool ForbidsCache => Exchange.Request.Headers.CacheControl.ToString() is { Length: > 0 } control && (control.Contains("no-cache", StringComparison.OrdinalIgnoreCase) || control.Contains("no-store", StringComparison.OrdinalIgnoreCase));

    /// <summary>A keyed hash over all of it: without the key nobody can tell from an entry's name what was asked. Null if the request's headers will be refused anyway.</summary>
    public string? HashWith(ReadOnlySpan<byte> key)
    {
        if (!HeaderPolicy.SelectForUpstream(Exchange.Request.Headers, Exchange.Match.Dialect, Caller.KeyId).TryGet(out var headers, out _)) return null;
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        Add(hash, "answer");
        Add(hash, Caller.Key.Owner.Organization);
        Add(hash, Exchange.Snapshot.Version);
        Add(hash, Sensitivity.ToString());
        Add(hash, Exchange.Match.Endpoint.ToString()!);
        Add(hash, Exchange.Match.Argument ?? "");
        Add(hash, Exchange.Request.QueryString.Value ?? "");
        foreach (var (name, value) in headers)
        {
            if (name is not ("traceparent" or "tracestate" or "idempotency-key")) Add(hash, name + ":" + value);
        }

        foreach (var target in Plan.Targets) Add(hash, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{target.Upstream.Id}\0{target.Model}\0{target.Dialect}\0{target.OutputCap}"));
        AddBody(hash);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private void AddBody(IncrementalHash hash)
    {
        var body = Request.Body.Bytes.Span;
        var at = 0;
        foreach (var edit in Request.Edits)
        {
            if (edit.Start > at) Add(hash, body[at..edit.Start]);
            Add(hash, edit.Text);
            at = Math.Max(at, edit.Start + edit.Length);
        }

        Add(hash, body[at..]);
    }

    private static void Add(IncrementalHash hash, string text) => Add(hash, Encoding.UTF8.GetBytes(text));

    // With its length before it, so that no two lists of parts are the same bytes.
    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
