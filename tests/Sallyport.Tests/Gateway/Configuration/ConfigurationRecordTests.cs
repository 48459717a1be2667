using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Telemetry;
using Sallyport.Storage.Memory;
using Sallyport.Testing.Configuration;
using Xunit;

namespace Sallyport.Tests.Gateway.Configuration;

public sealed class ConfigurationRecordTests : IDisposable
{
    private readonly ConfigurationFile _file = new("limits: { max_request_bytes: 2000 }");
    private readonly MemoryLedger _ledger = new();
    private readonly MemorySettingStore _settings = new();
    private readonly GatewayMetrics _metrics = new("Sallyport.ConfigurationRecordTests");

    public void Dispose()
    {
        _metrics.Dispose();
        _file.Dispose();
    }

    [Fact]
    public async Task Every_start_and_reload_records_the_versions_and_the_sections_that_changed()
    {
        var (reloader, _, record) = await StartAsync();
        using (reloader)
        {
            var first = Assert.Single(_ledger.Entries);
            Assert.Equal(("configuration.loaded", null, reloader.Status.Version, "sallyport.yaml"), (first.Action, first.ConfigurationBefore, first.ConfigurationVersion, first.Target));

            _file.Write("limits: { max_request_bytes: 3000 }\naudit: { digests: false }");
            Assert.True(reloader.Reload());
            var second = _ledger.Entries[^1];
            Assert.Equal(("configuration.loaded", first.ConfigurationVersion, reloader.Status.Version), (second.Action, second.ConfigurationBefore, second.ConfigurationVersion));
            Assert.Equal(["audit", "limits"], second.Changed);
        }

        // The next start of the same gateway knows what was in force before.
        _file.Write("limits: { max_request_bytes: 3000 }\naudit: { digests: true }");
        var (again, _, _) = await StartAsync();
        using (again)
        {
            Assert.Equal(["audit"], _ledger.Entries[^1].Changed);
            Assert.Equal(_ledger.Entries[^2].ConfigurationVersion, _ledger.Entries[^1].ConfigurationBefore);
        }

        Assert.NotNull(record);
    }

    [Fact]
    public async Task A_refused_reload_is_recorded_with_the_sections_and_without_any_value()
    {
        var (reloader, _, _) = await StartAsync();
        using (reloader)
        {
            _file.Write("limits: { max_request_bytes: 1 }\nmy-own-secret: 7");
            Assert.False(reloader.Reload());
            var refused = _ledger.Entries[^1];
            Assert.Equal(("configuration.refused", Decision.Refused, reloader.Status.Version), (refused.Action, refused.Decision, refused.ConfigurationVersion));
            Assert.Equal(["limits"], refused.Changed);
            var json = System.Text.Encoding.UTF8.GetString((await _ledger.ReadAsync(2, 1, default))[0].Json.Span);
            Assert.DoesNotContain("secret", json, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_configuration_that_cannot_be_recorded_is_not_put_in_force()
    {
        var (reloader, source, _) = await StartAsync();
        using (reloader)
        {
            var before = source.Current;
            _ledger.Fault = new StoreUnavailableException("down");
            _file.Write("limits: { max_request_bytes: 3000 }");
            Assert.False(reloader.Reload());
            Assert.Same(before, source.Current);
            Assert.Equal("audit", Assert.Single(reloader.Status.LastRefusal!.Problems).Key);

            _ledger.Fault = null;
            Assert.True(reloader.Reload());
            Assert.Equal(3000, source.Current.Limits.MaxRequestBytes);
            Assert.Equal(["limits"], _ledger.Entries[^1].Changed);
        }
    }

    [Fact]
    public async Task A_start_that_cannot_be_recorded_does_not_happen()
    {
        _ledger.Fault = new StoreUnavailableException("down");
        await Assert.ThrowsAsync<StoreUnavailableException>(StartAsync);
    }

    [Theory]
    [InlineData("days: 364", "audit.retention.days")]
    [InlineData("days: 400, classes: { result: 30 }", "audit.retention.classes.result")]
    [InlineData("days: 0", "audit.retention.days")]
    [InlineData("classes: { reviews: 400 }", "audit.retention.classes.reviews")]
    public void A_short_retention_without_a_reason_is_refused(string retention, string key)
    {
        _file.Write($"audit: {{ retention: {{ {retention} }} }}");
        Assert.Equal(key, Assert.Single(_file.Compile().Problems).Key);
    }

    [Fact]
    public async Task A_short_retention_is_recorded_with_its_reason()
    {
        _file.Write("audit: { retention: { days: 30, reason: \"works council\", classes: { admin: 3650 } } }");
        var retention = _file.Compile().Compiled!.Snapshot.Audit.Retention;
        Assert.Equal((30, 30, 3650), (retention.Intents.Days, retention.Results.Days, retention.Others.Days));
        var (reloader, _, _) = await StartAsync();
        using (reloader) Assert.Equal("works council", Assert.Single(_ledger.Entries).Approval!.Reason);
    }

    private async Task<(ConfigurationReloader Reloader, SnapshotSource Source, ConfigurationRecord Record)> StartAsync()
    {
        var compiled = _file.Compile().Compiled!;
        var record = new ConfigurationRecord(_ledger, _settings, "gw-1", "sallyport.yaml", TimeProvider.System);
        await record.StartedAsync(compiled, default);
        var source = new SnapshotSource(compiled.Snapshot);
        return (new ConfigurationReloader(_file.Compiler(), _file.FilePath, _file.Startup(), compiled, source, record, _metrics, TimeProvider.System, NullLogger<ConfigurationReloader>.Instance), source, record);
    }
}
