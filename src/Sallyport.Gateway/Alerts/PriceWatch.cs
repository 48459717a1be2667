using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Settlement;

namespace Sallyport.Gateway.Alerts;

/// <summary>Notices when a price is another than it was, and when all of them have become old.</summary>
/// <remarks>
/// What was in force last is remembered beside the data, so that a new release of the catalogue, another overlay and a price that begins on its day are all noticed,
/// whether or not the gateway ran in between. Only the providers of configured upstreams count.
/// </remarks>
public sealed class PriceWatch(ISettingStore settings)
{
    private const string Name = "prices.seen";
    private const int MostNamed = 20;

    private (PriceTable Prices, DateOnly Day)? _looked;

    /// <summary>Compares with what was in force when somebody looked last.</summary>
    /// <returns>Alerts to raise; every node finds the same ones, with the same ids.</returns>
    /// <exception cref="Authentication.StoreUnavailableException">The store does not answer: ask again later.</exception>
    public async ValueTask<IReadOnlyList<Alert>> LookAsync(GatewaySnapshot snapshot, DateTimeOffset now, CancellationToken cancellation)
    {
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        if (_looked is { } before && ReferenceEquals(before.Prices, snapshot.Prices) && before.Day == day) return [];
        var alerts = new List<Alert>();
        if (snapshot.Prices.IsStale(day, snapshot.PricesStaleAfterDays)) alerts.Add(Stale(snapshot, day, now));

        var providers = snapshot.Upstreams.Values.Select(u => ProviderNames.NameOf(u.Provider)).ToHashSet(StringComparer.Ordinal);
        var current = snapshot.Prices.On(day).Where(p => providers.Contains(p.Model.Provider)).ToDictionary(p => p.Model.Provider + "/" + p.Model.Model, p => new[] { p.Standard.Input, p.Standard.Output }, StringComparer.Ordinal);
        var seen = await settings.FindAsync(Name, cancellation) is { } bytes ? JsonSerializer.Deserialize(bytes, SeenPricesJson.Default.DictionaryStringInt64Array) : null;
        var changed = seen is null ? [] : seen.Where(s => s.Value.Length == 2 && current.TryGetValue(s.Key, out var rates) && !rates.AsSpan().SequenceEqual(s.Value)).Select(s => (s.Key, Before: s.Value, Now: current[s.Key])).OrderBy(c => c.Key, StringComparer.Ordinal).ToArray();
        if (changed.Length > 0) alerts.Add(Changed(snapshot.Prices.Version, changed, now));

        // A model whose upstream is gone for a while keeps what was known of it.
        foreach (var (model, rates) in seen ?? []) current.TryAdd(model, rates);
        var next = JsonSerializer.SerializeToUtf8Bytes(new SortedDictionary<string, long[]>(current, StringComparer.Ordinal), SeenPricesJson.Default.SortedDictionaryStringInt64Array);
        if (seen is null || seen.Count != current.Count || changed.Length > 0) await settings.SetAsync(Name, next, cancellation);
        _looked = (snapshot.Prices, day);
        return alerts;
    }

    private static Alert Changed(string version, (string Model, long[] Before, long[] Now)[] changed, DateTimeOffset now)
    {
        var facts = new JsonArray();
        foreach (var (model, before, after) in changed.Take(MostNamed))
            facts.Add(new JsonObject { ["model"] = model, ["input_nano_usd_before"] = before[0], ["input_nano_usd"] = after[0], ["output_nano_usd_before"] = before[1], ["output_nano_usd"] = after[1] });
        var all = string.Join('\n', changed.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Model} {c.Before[0]} {c.Before[1]} {c.Now[0]} {c.Now[1]}")));
        var (dearer, first) = (changed.Count(c => c.Now[0] > c.Before[0] || c.Now[1] > c.Before[1]), changed[0]);
        var summary = string.Create(CultureInfo.InvariantCulture, $"{changed.Length} prices changed (prices {version}), {dearer} of them to more: {first.Model} from {PerMillion(first.Before)} to {PerMillion(first.Now)} USD per million input/output tokens{(changed.Length > 1 ? ", and others" : "")}. Usage so far keeps the price it had.");
        return new Alert($"prices/{version}/{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(all)).AsSpan(0, 8))}", "prices", AlertKind.Prices, dearer > 0 ? AlertSeverity.Warning : AlertSeverity.Info, now, summary,
            new JsonObject { ["version"] = version, ["changed"] = changed.Length, ["prices"] = facts }.ToJsonString(), null);
    }

    private static Alert Stale(GatewaySnapshot snapshot, DateOnly day, DateTimeOffset now) => new(
        string.Create(CultureInfo.InvariantCulture, $"prices-stale/{snapshot.Prices.Version}/{day:yyyy-MM}"), "prices-stale", AlertKind.Prices, AlertSeverity.Warning, now,
        string.Create(CultureInfo.InvariantCulture, $"The prices ({snapshot.Prices.Version}) were last seen on {snapshot.Prices.AsOf:yyyy-MM-dd}, more than {snapshot.PricesStaleAfterDays} days ago: costs may be wrong. Give newer ones in prices.file."),
        new JsonObject { ["version"] = snapshot.Prices.Version, ["as_of"] = snapshot.Prices.AsOf?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) }.ToJsonString(), now.AddDays(62));

    private static string PerMillion(long[] rates) => string.Create(CultureInfo.InvariantCulture, $"{rates[0] / 1_000m:0.####}/{rates[1] / 1_000m:0.####}");
}

/// <summary>Prices by provider and model: nano-USD for an input token and an output token.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, long[]>))]
[System.Text.Json.Serialization.JsonSerializable(typeof(SortedDictionary<string, long[]>))]
internal sealed partial class SeenPricesJson : System.Text.Json.Serialization.JsonSerializerContext;
