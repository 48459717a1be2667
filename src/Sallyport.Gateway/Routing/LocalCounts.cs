using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Inspection;
using Sallyport.Gateway.Listener;
using Sallyport.Gateway.Pipeline;
using Sallyport.Gateway.Settlement;
using Sallyport.Providers;
using Endpoint = Sallyport.Providers.Endpoint;
using RequestBody = Sallyport.Gateway.Listener.RequestBody;

namespace Sallyport.Gateway.Routing;

/// <summary>Answers what can be answered without asking anybody: estimates, and counts of tokens where the upstream is configured so.</summary>
internal sealed class LocalCounts(Router router, RequestEstimator requests, Admission.LimitController limits, TokenEstimator estimator, TokenCalibration calibration)
{
    /// <summary>One exchange in this many is counted before it leaves, so that its reported usage can correct the estimates.</summary>
    private const int SampleEvery = 16;

    /// <summary>Larger bodies are not counted as samples: the count would cost more than it teaches.</summary>
    private const int MaxSampleBytes = 32 * 1_024;

    private uint _exchanges;

    /// <summary>Answers <c>/v1/estimate</c>.</summary>
    /// <returns>Null once written, or 400 <c>model_missing</c>, 403 <c>model_not_allowed</c>, 404 <c>model_not_found</c>.</returns>
    public async ValueTask<Rejection?> WriteEstimateAsync(Exchange exchange, RequestBody body, Caller caller)
    {
        var (endpoint, dialect) = EstimatedBody.Of(body.Reader);
        if (body.Facts.Model is not { Length: > 0 } model) return Rejection.ModelMissing;
        if (!Router.MayAsk(caller, model) && !Router.MayAsk(caller, exchange.Snapshot.Names.NameOf(model)!)) return Rejection.ModelNotAllowed;
        if (router.TargetsOf(exchange.Snapshot, model, dialect, endpoint).FirstOrDefault(t => Eligibility.IsInScope(caller, t.Upstream.Id)) is not { Model: not null } target) return Rejection.ModelNotFound;
        var estimate = requests.Of(exchange.Snapshot, caller, endpoint, dialect, body.Bytes.Span, body.Segments, body.Facts, target, DateOnly.FromDateTime(exchange.At.UtcDateTime)) with { RefusedBy = await limits.FindRefusingAsync(exchange, endpoint, body, caller, target) };
        using var answer = new PooledWriter();
        using (var json = new Utf8JsonWriter(answer)) JsonSerializer.Serialize(json, estimate, SpendEstimateJson.Default.SpendEstimate);
        await WriteAsync(exchange, answer);
        return null;
    }

    /// <summary>True if a count of tokens is answered here instead of by the upstream, which may have no such operation.</summary>
    public static bool Answers(Exchange exchange, RoutePlan plan) => exchange.Match.Endpoint is Endpoint.CountMessageTokens or Endpoint.CountGeminiTokens
        && (plan.Targets[0].Upstream.CountTokens == TokenCounting.Local || plan.Targets[0].Dialect != exchange.Match.Dialect);

    /// <summary>Answers a count of tokens in the dialect of the request, and says in a header how far off it may be.</summary>
    public async ValueTask<Rejection?> WriteCountAsync(Exchange exchange, RequestBody body, RouteTarget target)
    {
        var estimate = estimator.Estimate(ProviderNames.NameOf(target.Upstream.Provider), target.Model ?? "", body.Bytes.Span, body.Segments, body.Facts);
        using var answer = new PooledWriter();
        using (var json = new Utf8JsonWriter(answer))
        {
            json.WriteStartObject();
            json.WriteNumber(exchange.Match.Endpoint == Endpoint.CountGeminiTokens ? "totalTokens"u8 : "input_tokens"u8, estimate.Input);
            json.WriteEndObject();
        }

        exchange.SetHeader("x-sallyport-estimate", string.Create(CultureInfo.InvariantCulture, $"input_tokens; error={estimate.ErrorPercent}%"));
        await WriteAsync(exchange, answer);
        return null;
    }

    /// <summary>Counts a request now and then; null for the others.</summary>
    public long? Sample(Exchange exchange, RequestBody body, RouteTarget target)
    {
        if (body.Bytes.Length is 0 or > MaxSampleBytes || target.Model is null || Interlocked.Increment(ref _exchanges) % SampleEvery != 0) return null;
        if (body.Facts.MediaParts > 0 || body.Facts.HasUnseenInput || body.Facts.UnboundedTools > 0 || body.Facts.MaxToolCalls > 0) return null; // what is reported would not be what was counted
        if (exchange.Match.Endpoint is not (Endpoint.ChatCompletions or Endpoint.CreateResponse or Endpoint.CreateMessage or Endpoint.GenerateContent or Endpoint.StreamGenerateContent)) return null;
        var provider = ProviderNames.NameOf(target.Upstream.Provider);
        var encoding = TokenEstimator.EncodingOf(provider, target.Model);
        if (encoding.IsReady) return estimator.Estimate(provider, target.Model, body.Bytes.Span, body.Segments, body.Facts).Counted;
        ThreadPool.UnsafeQueueUserWorkItem(static e => e.WarmUp(), encoding, preferLocal: false); // no request waits for a vocabulary that it does not need
        return null;
    }

    /// <summary>Learns from what the provider reported for a sample.</summary>
    public void Learn(RouteTarget target, long? counted, TokenUsage usage)
    {
        if (counted is { } tokens && target.Model is { } model && usage.Input is { } reported) calibration.Observe(ProviderNames.NameOf(target.Upstream.Provider), model, tokens, reported);
    }

    private static async ValueTask WriteAsync(Exchange exchange, PooledWriter answer)
    {
        exchange.SetHeader("x-sallyport-request-id", exchange.RequestId);
        exchange.Start(200, "application/json", answer.Length);
        exchange.Output.Write(answer.Written.Span);
        await exchange.Output.FlushAsync(exchange.Aborted);
    }
}
