using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Alerts;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Settlement;
using Sallyport.Storage.Memory;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.Tests.Gateway.Alerts;

public sealed class PriceWatchTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly MemorySettingStore _settings = new();
    private readonly ConfigurationFile _file = new("""upstreams: { openai: { provider: openai, credential: "${env:OPENAI_API_KEY}" } }""");
    private readonly GatewaySnapshot _snapshot;

    public PriceWatchTests()
    {
        _file.Variables["OPENAI_API_KEY"] = "a-secret-of-the-tests";
        _snapshot = _file.Compiler(new PlainDetectorSource()).Compile(_file.FilePath, _file.Startup(), out _)!.Snapshot;
    }

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task A_changed_price_is_told_once_with_both_figures_though_the_gateway_was_restarted_in_between()
    {
        Assert.Empty(await LookAsync(Prices("one", 2_500, 10_000)));

        var alert = Assert.Single(await LookAsync(Prices("two", 5_000, 10_000)));
        Assert.Empty(await LookAsync(Prices("two", 5_000, 10_000)));

        Assert.Equal((AlertKind.Prices, AlertSeverity.Warning), (alert.Kind, alert.Severity));
        Assert.Contains("openai/m from 2.5/10 to 5/10 USD per million", alert.Summary, StringComparison.Ordinal);
        var price = JsonDocument.Parse(alert.Facts).RootElement.GetProperty("prices")[0];
        Assert.Equal((2_500, 5_000), (price.GetProperty("input_nano_usd_before").GetInt64(), price.GetProperty("input_nano_usd").GetInt64()));
    }

    [Fact]
    public async Task A_price_that_begins_on_its_day_is_told_on_that_day()
    {
        var prices = Table("""{"version":"v","models":[{"provider":"openai","model":"m","from":"2026-03-02","input":9000,"output":10000},{"provider":"openai","model":"m","input":2500,"output":10000}]}""");
        var watch = new PriceWatch(_settings);
        Assert.Empty(await watch.LookAsync(_snapshot with { Prices = prices }, Now, default));
        Assert.Empty(await watch.LookAsync(_snapshot with { Prices = prices }, Now.AddHours(11), default));
        Assert.Single(await watch.LookAsync(_snapshot with { Prices = prices }, Now.AddHours(13), default));
    }

    [Fact]
    public async Task Prices_of_providers_that_nobody_uses_are_no_news()
    {
        await LookAsync(Table("""{"version":"a","models":[{"provider":"mistral","model":"m","input":1,"output":1}]}"""));
        Assert.Empty(await LookAsync(Table("""{"version":"b","models":[{"provider":"mistral","model":"m","input":2,"output":2}]}""")));
    }

    [Fact]
    public async Task Old_prices_are_told_of_once_a_month()
    {
        var old = Table("""{"version":"v","as_of":"2025-01-01","models":[{"provider":"openai","model":"m","input":1,"output":1}]}""");
        var ids = new List<string>();
        foreach (var day in (int[])[0, 10, 20, 31, 40]) ids.AddRange((await LookAsync(old, Now.AddDays(day))).Select(a => a.Id));
        Assert.Equal(["prices-stale/none+v/2026-03", "prices-stale/none+v/2026-04"], ids.Distinct());
        Assert.Empty(await LookAsync(Prices("fresh", 1, 1)));
    }

    /// <summary>As a gateway does that has just started.</summary>
    private ValueTask<IReadOnlyList<Alert>> LookAsync(PriceTable prices, DateTimeOffset? now = null) => new PriceWatch(_settings).LookAsync(_snapshot with { Prices = prices }, now ?? Now, default);

    private static PriceTable Prices(string version, long input, long output) => Table($$"""{"version":"{{version}}","models":[{"provider":"openai","model":"m","input":{{input}},"output":{{output}}}]}""");

    private static PriceTable Table(string json)
    {
        var file = PriceFile.TryRead(Encoding.UTF8.GetBytes(json), out var problem);
        Assert.True(file is not null, problem);
        return PriceTable.Empty.With(file);
    }
}
