using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sallyport.Gateway.Settlement;

/// <summary>A file of models and prices: the shipped catalogue, or an operator's overlay in the same form.</summary>
public sealed record PriceFile
{
    /// <summary>Largest price accepted: one USD per token. More is a slip of the unit.</summary>
    private const long MaxNanoUsd = 1_000_000_000;

    /// <summary>Largest fee for a call accepted: ten USD.</summary>
    private const long MaxFeeNanoUsd = 10_000_000_000;

    /// <summary>Name of this state of the prices; written to the record with each cost.</summary>
    public required string Version { get; init; }

    /// <summary>Day on which the prices were seen; what is older than <c>prices.stale_after_days</c> is warned of.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>Must be <c>nano-USD per token</c> if given.</summary>
    public string? Unit { get; init; }

    public required IReadOnlyList<CatalogModel> Models { get; init; }

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="problem">Why not: safe to print.</param>
    public static PriceFile? TryRead(ReadOnlySpan<byte> json, out string? problem)
    {
        PriceFile? file;
        try
        {
            file = JsonSerializer.Deserialize(json, PriceFileJson.Default.PriceFile);
        }
        catch (JsonException e)
        {
            problem = $"not a price file: {e.Message}";
            return null;
        }

        problem = file is null ? "not a price file: it holds null" : file.FirstProblem();
        return problem is null ? file : null;
    }

    /// <summary>The file as it is written: one model a line, so that two versions can be compared.</summary>
    public string ToJson()
    {
        var lines = Models.Select(m => JsonSerializer.Serialize(m, PriceFileJson.Default.CatalogModel));
        return $"{{\n\"version\": {JsonSerializer.Serialize(Version, PriceFileJson.Default.String)},\n{(AsOf is { } day ? $"\"as_of\": \"{day:yyyy-MM-dd}\",\n" : "")}\"unit\": \"nano-USD per token\",\n\"models\": [\n{string.Join(",\n", lines)}\n]\n}}\n";
    }

    /// <summary>Prices by provider and name, aliases included, of each model the newest first; a model's own name wins over another's alias.</summary>
    internal Dictionary<(string Provider, string Model), ModelPrice[]> Prices()
    {
        var priced = Models.Where(m => m.Input is not null || m.IsByUnit).Select(m => new ModelPrice(m)).OrderByDescending(p => p.Model.From ?? DateOnly.MinValue).ToArray();
        var prices = priced.GroupBy(p => (p.Model.Provider, p.Model.Model)).ToDictionary(g => g.Key, g => g.ToArray());
        foreach (var model in priced.Select(p => p.Model))
        {
            foreach (var alias in model.Aliases ?? []) prices.TryAdd((model.Provider, alias), prices[(model.Provider, model.Model)]);
        }

        return prices;
    }

    private string? FirstProblem()
    {
        if (Unit is not (null or "nano-USD per token")) return "unit must be \"nano-USD per token\"";
        if (Version.Length is 0 or > 64) return "version must have 1 to 64 characters: it stands in every record of a cost";
        var seen = new HashSet<(string, string, DateOnly?)>();
        foreach (var model in Models)
        {
            var name = $"{model.Provider}/{model.Model}";
            if (!seen.Add((model.Provider, model.Model, model.From))) return $"{name}: stands twice with the same from";
            if (((model.Batch ?? model.Flex ?? model.Priority) is not null || model.Long is { Count: > 0 }) && model.Input is null) return $"{name}: batch, flex, priority and long need input and output beside them";
            foreach (var rates in (ReadOnlySpan<CatalogRates?>)[model, model.Batch, model.Flex, model.Priority, .. model.Long ?? []])
            {
                if (rates is null) continue;
                if (rates.Input is null != rates.Output is null || (rates != model && rates.Input is null)) return $"{name}: input and output go together";
                if (rates.All.Any(p => p is < 0 or > MaxNanoUsd)) return $"{name}: a price must be 0 to {MaxNanoUsd} nano-USD per token";
            }

            if (model.Long?.Any(l => l.Above < 1) is true) return $"{name}: above must be 1 or more";
            if (model.WebSearch is < 0 or > MaxFeeNanoUsd || model.FileSearch is < 0 or > MaxFeeNanoUsd) return $"{name}: a fee must be 0 to {MaxFeeNanoUsd} nano-USD per call";
            if (model.IsByUnit && model.Input is not null) return $"{name}: billed by tokens or by image, character, second or search_unit, not by both";
            if (model.Image is < 0 or > MaxFeeNanoUsd || model.Character is < 0 or > MaxNanoUsd || model.Second is < 0 or > MaxFeeNanoUsd || model.SearchUnit is < 0 or > MaxFeeNanoUsd) return $"{name}: a fee must be 0 to {MaxFeeNanoUsd} nano-USD";
            if (model.Context is < 1 || model.MaxOutput is < 0) return $"{name}: context and max_output are numbers of tokens";
        }

        return null;
    }
}

/// <summary>Reads price files; an unknown field is an error, since it may be a misspelt price.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, AllowDuplicateProperties = false, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(PriceFile))]
[JsonSerializable(typeof(string))]
internal sealed partial class PriceFileJson : JsonSerializerContext;
