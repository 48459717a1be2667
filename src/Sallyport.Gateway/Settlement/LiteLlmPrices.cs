using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sallyport.Gateway.Settlement;

/// <summary>Reads LiteLLM's <c>model_prices_and_context_window.json</c>: US dollars per token, by the fields that its schema documents.</summary>
/// <remarks>Models of providers that we do not know, of other modes than text, and without a price are left out and counted. Fields that we do not know are passed over, as the schema asks.</remarks>
public static partial class LiteLlmPrices
{
    private const decimal NanoUsd = 1_000_000_000m;

    private static readonly Dictionary<string, string> Providers = new(StringComparer.Ordinal)
    {
        ["openai"] = "openai",
        ["text-completion-openai"] = "openai",
        ["anthropic"] = "anthropic",
        ["gemini"] = "gemini",
        ["deepseek"] = "deepseek",
        ["mistral"] = "mistral",
    };

    /// <summary>Reads a file.</summary>
    /// <param name="version">What to call these prices in records.</param>
    /// <param name="asOf">Day on which the file was made.</param>
    /// <param name="skipped">Entries that were left out.</param>
    /// <param name="problem">Why it could not be read: safe to print.</param>
    public static PriceFile? TryRead(ReadOnlyMemory<byte> json, string version, DateOnly asOf, out int skipped, out string? problem)
    {
        (skipped, problem) = (0, null);
        try
        {
            using var file = JsonDocument.Parse(json);
            if (file.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("an object of models is expected");
            var models = new Dictionary<(string, string), CatalogModel>();
            foreach (var entry in file.RootElement.EnumerateObject())
            {
                if (entry.Name is "sample_spec" or "fallback_generalizations") continue;
                if (ModelOf(entry.Name, entry.Value) is { } model) models.TryAdd((model.Provider, model.Model), model);
                else skipped++;
            }

            return new PriceFile { Version = version, AsOf = asOf, Models = [.. models.Values.OrderBy(m => m.Provider, StringComparer.Ordinal).ThenBy(m => m.Model, StringComparer.Ordinal)] };
        }
        catch (Exception e) when (e is JsonException or FormatException or OverflowException or InvalidOperationException)
        {
            problem = $"not a LiteLLM price file: {e.Message}";
            return null;
        }
    }

    private static CatalogModel? ModelOf(string name, JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || Text(entry, "litellm_provider") is not { } theirs || !Providers.TryGetValue(theirs, out var provider)) return null;
        if (UnitsOf(name, theirs, provider, entry) is { } byUnit) return byUnit;
        if (Text(entry, "mode") is not (null or "chat" or "completion" or "responses" or "embedding")) return null;
        if (Nano(entry, "input_cost_per_token") is not { } input || Nano(entry, "output_cost_per_token") is not { } output || (input == 0 && output == 0)) return null; // free plans and other units: unknown, never zero
        var standard = RatesOf(entry, "", "");
        var (mostInput, mostOutput) = (Number(entry, "max_input_tokens"), Number(entry, "max_output_tokens"));
        return new CatalogModel
        {
            Provider = provider,
            Model = name.StartsWith(theirs + "/", StringComparison.Ordinal) ? name[(theirs.Length + 1)..] : name,
            Input = input,
            Output = output,
            CacheRead = standard.CacheRead,
            CacheWrite = standard.CacheWrite,
            CacheWrite1h = standard.CacheWrite1h,
            Reasoning = standard.Reasoning,
            InputAudio = standard.InputAudio,
            OutputAudio = standard.OutputAudio,
            Long = LongOf(entry),
            Batch = Special(entry, "_batches"),
            Flex = Special(entry, "_flex"),
            Priority = Special(entry, "_priority"),
            WebSearch = SearchFee(entry),
            FileSearch = Nano(entry, "file_search_cost_per_1k_calls") is { } thousand ? (thousand + 999) / 1_000 : null,
            Context = mostInput is { } i ? Math.Max(i, mostOutput ?? 0) : null,
            MaxOutput = mostOutput ?? Number(entry, "max_tokens"),
            Retired = Text(entry, "deprecation_date") is { } day && DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var retired) ? retired : null,
        };
    }

    // Images, speech, transcripts and rerankings that are billed by the piece. What is billed by tokens as well is left out: half a price would be too low.
    private static CatalogModel? UnitsOf(string name, string theirs, string provider, JsonElement entry)
    {
        var model = new CatalogModel { Provider = provider, Model = name.StartsWith(theirs + "/", StringComparison.Ordinal) ? name[(theirs.Length + 1)..] : name };
        if (Nano(entry, "input_cost_per_token") is > 0 || Nano(entry, "output_cost_per_token") is > 0) return null;
        model = Text(entry, "mode") switch
        {
            "audio_transcription" => model with { Second = Nano(entry, "input_cost_per_second") },
            "audio_speech" => model with { Character = Nano(entry, "input_cost_per_character") },
            "rerank" => model with { SearchUnit = Nano(entry, "input_cost_per_query") },
            _ => model,
        };
        return model.IsByUnit ? model : null;
    }

    private static CatalogRates RatesOf(JsonElement entry, string above, string tier) => new()
    {
        Input = Nano(entry, "input_cost_per_token" + above + tier),
        Output = Nano(entry, "output_cost_per_token" + above + tier),
        CacheRead = Nano(entry, "cache_read_input_token_cost" + above + tier),
        CacheWrite = Nano(entry, "cache_creation_input_token_cost" + above + tier),
        CacheWrite1h = Nano(entry, "cache_creation_input_token_cost_above_1hr" + above + tier),
        Reasoning = tier.Length == 0 && above.Length == 0 ? Nano(entry, "output_cost_per_reasoning_token") : null,
        InputAudio = tier.Length == 0 && above.Length == 0 ? Nano(entry, "input_cost_per_audio_token") : null,
        OutputAudio = tier.Length == 0 && above.Length == 0 ? Nano(entry, "output_cost_per_audio_token") : null,
    };

    private static CatalogRates? Special(JsonElement entry, string tier) => RatesOf(entry, "", tier) is { Input: not null, Output: not null } rates ? rates : null;

    private static CatalogLongRates[]? LongOf(JsonElement entry)
    {
        var found = entry.EnumerateObject().Select(p => Above().Match(p.Name)).Where(m => m.Success).Select(m => (Suffix: m.Groups["suffix"].Value, Above: int.Parse(m.Groups["k"].Value, CultureInfo.InvariantCulture) * 1_000L))
            .Select(a => (a.Above, Rates: RatesOf(entry, a.Suffix, "")))
            .Where(a => a.Above > 0 && a.Rates is { Input: not null, Output: not null })
            .Select(a => new CatalogLongRates { Above = a.Above, Input = a.Rates.Input, Output = a.Rates.Output, CacheRead = a.Rates.CacheRead, CacheWrite = a.Rates.CacheWrite, CacheWrite1h = a.Rates.CacheWrite1h })
            .ToArray();
        return found.Length > 0 ? found : null;
    }

    // By how much of the pages is read; a request does not say how much it will be, so the dearest counts.
    private static long? SearchFee(JsonElement entry) =>
        entry.TryGetProperty("search_context_cost_per_query", out var fees) && fees.ValueKind == JsonValueKind.Object ? fees.EnumerateObject().Max(f => Nano(f.Value)) : null;

    private static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is >= 1 and <= int.MaxValue ? (int)number : null;

    private static long? Nano(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? Nano(value) : null;

    // A part of a billionth rounds up: a bound on cost must never be too low.
    private static long? Nano(JsonElement value) => value.ValueKind == JsonValueKind.Number ? (long)Math.Ceiling(decimal.Parse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture) * NanoUsd) : null;

    [GeneratedRegex("^input_cost_per_token(?<suffix>_above_(?<k>[0-9]{1,6})k_tokens)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Above();
}
