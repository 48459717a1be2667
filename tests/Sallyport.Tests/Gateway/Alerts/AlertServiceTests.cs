using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Admission.Stops;
using Sallyport.Gateway.Alerts;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Telemetry;
using Sallyport.Storage.Memory;
using Sallyport.Testing;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.Tests.Gateway.Alerts;

public sealed class AlertServiceTests : IDisposable
{
    private const string Yaml = """
        budgets:
          day: { per: team, money: "5.00 USD", every: day, alerts: [50, 80, 100] }
          hard: { per: key, money: "1.00 USD", every: day, on_exhausted: stop }
        alerts:
          contact: ai@example.com
          channels:
            hook: { kind: webhook, url: "https://hook.example.com/a", signing_key: "${env:OPENAI_API_KEY}" }
            late: { kind: pagerduty, routing_key: "${env:OPENAI_API_KEY}", from_percent: 100 }
        """;

    private readonly ManualClock _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Figures _figures = new();
    private readonly MemoryAlertStore _alerts = new();
    private readonly MemoryStopStore _stops = new();
    private readonly MemoryLedger _ledger = new();
    private readonly MemorySettingStore _settings = new();
    private readonly ConfigurationFile _file = new(Yaml);
    private readonly SnapshotSource _snapshots;
    private readonly List<IDisposable> _made = [];

    public AlertServiceTests()
    {
        _file.Variables["OPENAI_API_KEY"] = "a-secret-of-the-tests";
        var compiled = _file.Compiler(new PlainDetectorSource()).Compile(_file.FilePath, _file.Startup(), out var problems);
        Assert.True(compiled is not null, string.Join('\n', problems));
        _snapshots = new SnapshotSource(compiled.Snapshot);
    }

    public void Dispose()
    {
        _made.ForEach(m => m.Dispose());
        _file.Dispose();
    }

    [Fact]
    public async Task Each_share_is_told_once_in_a_window_and_again_in_the_next()
    {
        var node = Node();
        foreach (var (spent, expected) in new[] { (2_490, ""), (2_500, "50 hook"), (2_600, ""), (3_999, ""), (4_000, "80 hook"), (5_000, "100 hook,late"), (6_000, "") })
            Assert.Equal(expected, await ChargeAsync(node, "day", "acme/research", spent));
        Assert.Equal("50 hook", await ChargeAsync(node, "day", "acme/other", 2_600)); // another holder
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("50 hook", await ChargeAsync(node, "day", "acme/research", 3_000));
    }

    [Fact]
    public async Task Shares_passed_in_one_leap_are_told_as_one_and_never_afterwards()
    {
        var node = Node();
        Assert.Equal("100 hook,late", await ChargeAsync(node, "day", "acme/research", 7_000));
        Assert.Equal("", await ChargeAsync(Node(), "day", "acme/research", 7_000)); // a restart
        Assert.Equal(3, (await _alerts.ListAsync(10, default)).Count);
    }

    [Fact]
    public async Task Two_nodes_that_see_the_same_tell_it_once_between_them_and_so_does_a_restart()
    {
        var nodes = new[] { Node(), Node() };
        var (rule, figure) = (Rule("day"), _figures);
        figure.Spent = 4_000_000_000;
        foreach (var node in nodes) node.Watch.Charged(new Counter(rule, "acme/research"));
        await Task.WhenAll(nodes.Select(n => Task.Run(async () => { await n.Service.StepAsync(default); await n.Service.StepAsync(default); })));
        Assert.Equal("80 hook", await TakenAsync());
        Assert.Equal("", await ChargeAsync(Node(), "day", "acme/research", 4_100));
    }

    [Fact]
    public async Task What_a_crash_left_untold_is_found_at_the_next_start()
    {
        _figures.Kept = [new StoredCounter(new CounterWindow("day#acme/research", new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), LimitUnit.NanoUsd), 2_500_000_000, 0), new StoredCounter(new CounterWindow("day#acme/research", new DateTimeOffset(2026, 2, 28, 0, 0, 0, TimeSpan.Zero), LimitUnit.NanoUsd), 5_000_000_000, 0), new StoredCounter(new CounterWindow("gone#x", new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), LimitUnit.NanoUsd), 5_000_000_000, 0)];
        await Node().Service.StepAsync(default);
        Assert.Equal("50 hook", await TakenAsync()); // of today alone, and of budgets that there are
    }

    [Fact]
    public async Task An_alert_says_who_how_much_and_when_it_ends_at_this_pace()
    {
        await ChargeAsync(Node(), "day", "acme/research", 4_000);
        var alert = (await _alerts.ListAsync(10, default))[0].Alert;
        Assert.Equal("Budget day of team acme/research: 80 % reached, 4.00 USD of 5.00 USD spent. At the pace so far it ends on 2026-03-01.", alert.Summary);
        using var facts = JsonDocument.Parse(alert.Facts);
        Assert.Equal("2026-03-01T15:00:02Z", facts.RootElement.GetProperty("forecast_at").GetString()); // 12 h and two steps for 4, so 3 h for 1
        Assert.Equal(AlertSeverity.Warning, alert.Severity);
    }

    [Theory]
    [InlineData(940, true, false)] // a large request was refused: nothing has run away
    [InlineData(950, false, false)]
    [InlineData(950, true, true)]
    [InlineData(1_000, false, true)]
    public async Task A_budget_that_is_used_up_stops_its_holder_and_says_so_in_the_record(int spent, bool isRefused, bool isStopped)
    {
        var node = Node();
        await ChargeAsync(node, "hard", "KEY1", spent, isRefused);
        var stops = await _stops.ListAsync(default);
        Assert.Equal(isStopped, stops.Count == 1);
        var leaves = (await _ledger.ListAsync(new AuditQuery(), default)).Select(l => l.Entry).Where(e => e.Action == "switch.set").ToArray();
        if (!isStopped)
        {
            Assert.Empty(leaves);
            return;
        }

        Assert.Equal(("key:KEY1", "budget", "ai@example.com", "system"), (stops[0].Id, stops[0].Reason, stops[0].Contact, stops[0].SetBy));
        Assert.Equal(("key:KEY1", "system", "budget: budget hard"), (leaves.Single().Target, leaves.Single().Actor, leaves.Single().Approval!.Reason));
        Assert.Equal("stop hook,late", (await TakenAsync()).Split(' ', 2) is [_, var to] && to.Length > 0 ? "stop " + to : "");
    }

    [Fact]
    public async Task A_switch_that_somebody_lifts_is_not_set_again_in_the_same_window_and_is_in_the_next()
    {
        var node = Node();
        await ChargeAsync(node, "hard", "KEY1", 1_000);
        Assert.True(await _stops.TryLiftAsync(StopScope.Key, "KEY1", default));
        await ChargeAsync(node, "hard", "KEY1", 1_001);
        await ChargeAsync(Node(), "hard", "KEY1", 1_002, isRefused: true); // nor by another node, nor after a restart
        Assert.Empty(await _stops.ListAsync(default));
        _clock.Advance(TimeSpan.FromDays(1));
        await ChargeAsync(node, "hard", "KEY1", 1_000);
        Assert.Single(await _stops.ListAsync(default));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_loses_nothing()
    {
        var node = Node();
        _figures.IsDown = true;
        Assert.Equal("", await ChargeAsync(node, "day", "acme/research", 4_000));
        (_figures.IsDown, _figures.Kept) = (false, [new StoredCounter(new CounterWindow("day#acme/research", new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), LimitUnit.NanoUsd), 4_000_000_000, 0)]);
        await node.Service.StepAsync(default);
        Assert.Equal("80 hook", await TakenAsync());
    }

    [Fact]
    public void What_is_noted_on_the_path_is_bounded_and_rules_without_alerts_are_not_noted()
    {
        var (watch, rule) = (new SpendWatch(), Rule("day"));
        watch.Charged(new Counter(new LimitRule { Id = "plain", Scope = LimitScope.Key, Unit = LimitUnit.Requests, Window = LimitWindow.Hour, Most = 1 }, "k"));
        Assert.Empty(watch.Take());
        for (var i = 0; i < 20_000; i++) watch.Charged(new Counter(rule, "h" + i));
        Assert.Equal(10_000, watch.Take().Count);
        Assert.Empty(watch.Take());
    }

    private LimitRule Rule(string id) => _snapshots.Current.Spend.Rules.Single(r => r.Rule.Id == id).Rule;

    /// <summary>A gateway that has just started; all share one store.</summary>
    private (AlertService Service, SpendWatch Watch) Node()
    {
        var (watch, metrics) = (new SpendWatch(), new GatewayMetrics("Sallyport.AlertTests"));
        var board = new StopBoard(_stops, InstallationKeys.Derive(new byte[32]), _clock, NullLogger<StopBoard>.Instance);
        var service = new AlertService(watch, new PriceWatch(_settings), _figures, _alerts, board, new StopSetter(_stops, _ledger, _clock, NullLogger<StopSetter>.Instance), _snapshots, metrics, _clock, NullLogger<AlertService>.Instance);
        _made.AddRange((IEnumerable<IDisposable>)[board, metrics, service]);
        return (service, watch);
    }

    /// <param name="spent">In thousandths of a dollar.</param>
    /// <returns>What was queued by it: percent and channels.</returns>
    private async Task<string> ChargeAsync((AlertService Service, SpendWatch Watch) node, string rule, string holder, long spent, bool isRefused = false)
    {
        _figures.Spent = spent * 1_000_000;
        var counter = new Counter(Rule(rule), holder);
        if (isRefused) node.Watch.Refused(counter);
        else node.Watch.Charged(counter);
        for (var i = 0; i < 2; i++)
        {
            _clock.Advance(AlertService.Step);
            await node.Service.StepAsync(default);
        }

        return isRefused || rule == "hard" ? "" : await TakenAsync();
    }

    private async Task<string> TakenAsync()
    {
        var (hook, late) = (await _alerts.ClaimAsync("hook", "n", 100, _clock.GetUtcNow(), TimeSpan.FromDays(9), default), await _alerts.ClaimAsync("late", "n", 100, _clock.GetUtcNow(), TimeSpan.FromDays(9), default));
        if (hook.Count == 0 && late.Count == 0) return "";
        var alert = hook[^1].Alert;
        var percent = alert.Kind is AlertKind.Budget ? JsonDocument.Parse(alert.Facts).RootElement.GetProperty("percent").GetInt32() : 0;
        return $"{percent} {string.Join(',', new[] { hook.Count > 0 ? "hook" : null, late.Count > 0 ? "late" : null }.OfType<string>())}";
    }

    private sealed class Figures : ILimitStore
    {
        public long Spent { get; set; }

        public bool IsDown { get; set; }

        public IReadOnlyList<StoredCounter> Kept { get; set; } = [];

        public ILimitLeases? Leases => null;

        public ValueTask<StoredCounter> FindAsync(CounterWindow window, CancellationToken cancellation) => IsDown ? throw new StoreUnavailableException("down") : new(new StoredCounter(window, Spent, 0));

        public ValueTask<CounterSnapshot> SnapshotAsync(CancellationToken cancellation) => IsDown ? throw new StoreUnavailableException("down") : new(new CounterSnapshot(0, Kept));

        public ValueTask<int> PruneAsync(DateTimeOffset before, CancellationToken cancellation) => new(0);
    }
}
