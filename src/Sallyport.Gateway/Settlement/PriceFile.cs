using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sallyport.Gateway.Settlement;

/// <summary>A file of models and prices: the shipped catalogue, or an operator's overlay in the same form.</summary>
public sealed record PriceFile
{
    /// <summary>Largest price accepted: one USD per token. More is a slip of the unit.</summary>
    private const long MaxNanoUsd = 1_000_000_000;

    /// <summary>Name of this state of the prices; written to the record with each cost.</summary>
    public required string Version { get; init; }

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

    /// <summary>Prices by provider and name, aliases included; a model's own name wins over another's alias.</summary>
    internal Dictionary<string, ModelPrice> Prices()
    {
        var prices = new Dictionary<string, ModelPrice>();
        foreach (var model in Models)
        {
            if (PriceOf(model) is { } price) prices[PriceTable.KeyOf(model.Provider, model.Model)] = price;
        }

        foreach (var model in Models)
        {
            if (PriceOf(model) is not { } price) continue;
            foreach (var alias in model.Aliases ?? []) prices.TryAdd(PriceTable.KeyOf(model.Provider, alias), price);
        }

        return prices;
    }

    private static ModelPrice? PriceOf(CatalogModel model) =>
        model is { Input: { } input, Output: { } output } ? new ModelPrice(input, output, model.CacheRead, model.CacheWrite) : null;

    private string? FirstProblem()
    {
        if (Unit is not (null or "nano-USD per token")) return "unit must be \"nano-USD per token\"";
        foreach (var model in Models)
        {
            if (model.Input is null != model.Output is null) return $"{model.Provider}/{model.Model}: input and output go together";
            foreach (var price in (ReadOnlySpan<long?>)[model.Input, model.Output, model.CacheRead, model.CacheWrite])
                if (price is < 0 or > MaxNanoUsd) return $"{model.Provider}/{model.Model}: a price must be 0 to {MaxNanoUsd} nano-USD per token";
        }

        return null;
    }
}

/// <summary>Reads price files; an unknown field is an error, since it may be a misspelt price.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(PriceFile))]
internal sealed partial class PriceFileJson : JsonSerializerContext;
