using Sallyport.Gateway.Caching;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Routing;
using Sallyport.Providers;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Gateway.Caching;

public sealed class AnswerCacheTests
{
    private static readonly UpstreamDefinition Upstream = new() { Id = "a", Provider = ProviderId.OpenAI, BaseAddress = new Uri("https://a.example/v1") };
    private static readonly RoutePlan Plan = new([new RouteTarget(Upstream, "m", DialectId.OpenAIChat)]);

    private readonly ManualClock _clock = new();
    private readonly AnswerCache _cache;

    public AnswerCacheTests() => _cache = new AnswerCache(InstallationKeys.Derive(new byte[32]), _clock);

    [Fact]
    public void An_answer_is_gone_when_its_time_is_over()
    {
        var policy = new CachePolicy(TimeSpan.FromMinutes(1), 1_000_000, []);
        _cache.Keep("k", Answer(10), policy);
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.NotNull(_cache.Find("k", Plan));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_cache.Find("k", Plan));
    }

    [Fact]
    public void The_one_that_was_not_used_for_longest_goes_first()
    {
        var policy = new CachePolicy(TimeSpan.FromHours(1), 3 * 1_512, []);
        foreach (var key in (string[])["a", "b", "c"]) _cache.Keep(key, Answer(1_000), policy);
        Assert.NotNull(_cache.Find("a", Plan));
        _cache.Keep("d", Answer(1_000), policy);
        Assert.Equal([true, false, true, true], ((string[])["a", "b", "c", "d"]).Select(k => _cache.Find(k, Plan) is not null));
    }

    [Fact]
    public void An_answer_of_an_upstream_that_the_request_may_not_use_is_none()
    {
        _cache.Keep("k", Answer(10) with { Upstream = "b" }, new CachePolicy(TimeSpan.FromHours(1), 1_000_000, []));
        Assert.Null(_cache.Find("k", Plan));
    }

    [Fact]
    public void What_is_too_large_is_not_taken_down()
    {
        var recording = AnswerCache.Record(new CachePolicy(TimeSpan.FromHours(1), 65_536, []));
        recording.Add(new byte[7_680]);
        Assert.Equal(7_680, recording.ToArray()!.Length);
        recording.Add([1]);
        Assert.Null(recording.ToArray());
    }

    private static CachedAnswer Answer(int bytes) => new("a", "m", "application/json", [], new byte[bytes]);
}
