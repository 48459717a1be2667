using System.Globalization;
using System.Text;
using System.Text.Json;
using Sallyport.Control.Evidence.Usage;

namespace Sallyport.Control.Evidence.Reconciliation;

/// <summary>
/// Reads what providers say they billed: pages of OpenAI's <c>/v1/organization/usage/completions</c>, <c>/usage/embeddings</c> and <c>/costs</c>, of Anthropic's
/// <c>/v1/organizations/usage_report/messages</c> and <c>/cost_report</c>, and comma-separated values with a line of names.
/// </summary>
/// <remarks>Numbers are read as decimals: a sum of money must not pass through floating point.</remarks>
public static class ProviderExport
{
    private static readonly Dictionary<string, string[]> CsvNames = new(StringComparer.Ordinal)
    {
        ["day"] = ["date", "day", "usage_date_utc", "start_time_iso", "chargeperiodstart"],
        ["model"] = ["model", "model_version", "line_item"],
        ["requests"] = ["num_model_requests", "requests"],
        ["input"] = ["input_tokens", "usage_input_tokens"],
        ["uncached"] = ["usage_input_tokens_no_cache", "uncached_input_tokens"],
        ["cached"] = ["usage_input_tokens_cache_read", "cache_read_input_tokens"],
        ["written"] = ["usage_input_tokens_cache_write_5m", "usage_input_tokens_cache_write_1h"],
        ["output"] = ["output_tokens", "usage_output_tokens"],
        ["usd"] = ["cost_usd", "cost", "amount_value", "usd"],
    };

    /// <summary>Reads a file.</summary>
    /// <param name="problem">Why not: safe to print.</param>
    public static IReadOnlyList<ProviderUse>? TryRead(ReadOnlyMemory<byte> file, out string? problem)
    {
        problem = null;
        try
        {
            return file.Span.TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'{' or (byte)'[', ..] ? ReadJson(file) : ReadCsv(Encoding.UTF8.GetString(file.Span).TrimStart('\uFEFF'));
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or InvalidOperationException or KeyNotFoundException)
        {
            problem = "not a usage export that is known here: " + e.Message;
            return null;
        }
    }

    // One page, or a list of the pages that were fetched.
    private static List<ProviderUse> ReadJson(ReadOnlyMemory<byte> file)
    {
        using var json = JsonDocument.Parse(file);
        var uses = new List<ProviderUse>();
        foreach (var page in json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.EnumerateArray() : Enumerable.Repeat(json.RootElement, 1))
        {
            if (!page.TryGetProperty("data", out var data)) throw new FormatException("a page has \"data\"");
            foreach (var bucket in data.EnumerateArray())
            {
                var day = DayOf(bucket);
                foreach (var result in bucket.GetProperty("results").EnumerateArray()) uses.Add(UseOf(day, result));
            }
        }

        return uses;
    }

    private static DateOnly DayOf(JsonElement bucket) => DateOnly.FromDateTime(
        bucket.TryGetProperty("start_time", out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds.GetInt64()).UtcDateTime
        : DateTimeOffset.Parse(bucket.GetProperty("starting_at").GetString()!, CultureInfo.InvariantCulture).UtcDateTime);

    private static ProviderUse UseOf(DateOnly day, JsonElement result)
    {
        if (result.TryGetProperty("amount", out var amount)) return new ProviderUse(day, ModelOfCost(result), null, null, null, NanoOf(amount, result));
        var model = Text(result, "model") ?? "";
        if (!result.TryGetProperty("uncached_input_tokens", out var uncached)) return new ProviderUse(day, model, Number(result, "num_model_requests"), Number(result, "input_tokens"), Number(result, "output_tokens"), null);
        var written = result.TryGetProperty("cache_creation", out var creation) && creation.ValueKind == JsonValueKind.Object ? creation.EnumerateObject().Sum(p => p.Value.GetInt64()) : 0;
        return new ProviderUse(day, model, null, uncached.GetInt64() + (Number(result, "cache_read_input_tokens") ?? 0) + written, Number(result, "output_tokens"), null);
    }

    // OpenAI: {"value": 0.06, "currency": "usd"} in dollars. Anthropic: "123.45" in cents, the currency beside it.
    private static long NanoOf(JsonElement amount, JsonElement result)
    {
        if (amount.ValueKind == JsonValueKind.Object)
        {
            RequireDollars(Text(amount, "currency"));
            var value = amount.GetProperty("value");
            return Nano(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), 1);
        }

        RequireDollars(Text(result, "currency"));
        return Nano(amount.ValueKind == JsonValueKind.String ? amount.GetString()! : amount.GetRawText(), 100);
    }

    private static void RequireDollars(string? currency)
    {
        if (currency is not null && !currency.Equals("usd", StringComparison.OrdinalIgnoreCase)) throw new FormatException("costs must be in US dollars");
    }

    // "gpt-4o-2024-08-06, input" names the model before the comma.
    private static string ModelOfCost(JsonElement result) => Text(result, "model") ?? Text(result, "line_item")?.Split(',')[0].Trim() ?? "";

    private static List<ProviderUse> ReadCsv(string text)
    {
        using var rows = CsvText.Read(text).GetEnumerator();
        if (!rows.MoveNext()) throw new FormatException("the file is empty");
        var names = rows.Current.Select(n => n.Trim().ToLowerInvariant()).ToList();
        int[] Places(string what) => [.. CsvNames[what].Select(n => names.IndexOf(n)).Where(i => i >= 0)];
        var (day, model, usd) = (Places("day"), Places("model"), Places("usd"));
        if (day.Length == 0) throw new FormatException($"a column of days is needed: {string.Join(", ", CsvNames["day"])}");
        int[][] input = [Places("input"), [.. Places("uncached"), .. Places("cached"), .. Places("written")]];
        var (requests, output) = (Places("requests"), Places("output"));
        var uses = new List<ProviderUse>();
        while (rows.MoveNext())
        {
            var row = rows.Current;
            if (row.Count != names.Count) throw new FormatException($"line {uses.Count + 2} has {row.Count} fields, not {names.Count}");
            uses.Add(new ProviderUse(
                DateOnly.FromDateTime(DateTimeOffset.Parse(row[day[0]], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal).UtcDateTime),
                model.Length > 0 ? row[model[0]].Split(',')[0].Trim() : "",
                Sum(row, requests), Sum(row, input[0].Length > 0 ? input[0] : input[1]), Sum(row, output), usd.Length > 0 && row[usd[0]].Length > 0 ? Nano(row[usd[0]], 1) : null));
        }

        return uses;
    }

    private static long? Sum(IReadOnlyList<string> row, int[] places) =>
        places.Length == 0 ? null : places.Sum(i => row[i].Length == 0 ? 0 : long.Parse(row[i], NumberStyles.AllowThousands, CultureInfo.InvariantCulture));

    private static long Nano(string amount, int parts) => (long)Math.Round(decimal.Parse(amount, NumberStyles.Float, CultureInfo.InvariantCulture) * 1_000_000_000m / parts);

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;
}
