using System.Collections.Frozen;

namespace Sallyport.Gateway.Configuration;

/// <summary>Finds declared models by name, by alias, and by the longest wildcard that fits. Immutable.</summary>
public sealed class ModelNames
{
    private readonly FrozenDictionary<string, ModelDefinition> _exact;
    private readonly ModelDefinition[] _wildcards; // the longest first

    private ModelNames(FrozenDictionary<string, ModelDefinition> exact, ModelDefinition[] wildcards) => (_exact, _wildcards) = (exact, wildcards);

    public static ModelNames Of(FrozenDictionary<string, ModelDefinition> models)
    {
        var exact = new Dictionary<string, ModelDefinition>(StringComparer.Ordinal);
        foreach (var model in models.Values.Where(m => !m.IsWildcard))
        {
            exact[model.Name] = model;
            foreach (var alias in model.Aliases) exact.TryAdd(alias, model);
        }

        return new ModelNames(exact.ToFrozenDictionary(StringComparer.Ordinal), [.. models.Values.Where(m => m.IsWildcard).OrderByDescending(m => m.Name.Length)]);
    }

    /// <summary>Every name that can be asked for as it stands: names and aliases, no wildcards.</summary>
    public IEnumerable<KeyValuePair<string, ModelDefinition>> All => _exact;

    /// <returns>The model; null if none is declared for that name.</returns>
    public FoundModel? Find(string? asked)
    {
        if (asked is null) return null;
        if (_exact.TryGetValue(asked, out var model)) return new FoundModel(model, null);
        foreach (var wildcard in _wildcards)
        {
            var prefix = wildcard.Name.AsSpan(0, wildcard.Name.Length - 1);
            if (asked.Length > prefix.Length && asked.AsSpan().StartsWith(prefix, StringComparison.Ordinal)) return new FoundModel(wildcard, asked[prefix.Length..]);
        }

        return null;
    }

    /// <summary>The one name that a model has for limits, switches and rules, whatever it was asked for as: an alias must not have a count of its own.</summary>
    public string? NameOf(string? asked) => Find(asked) is { Rest: null, Model.Name: var name } ? name : asked;
}

/// <summary>A declared model and how it was found.</summary>
/// <param name="Model">What the file declares.</param>
/// <param name="Rest">What stood in the place of the star; null if it was asked for by name. Text of the client.</param>
public readonly record struct FoundModel(ModelDefinition Model, string? Rest)
{
    /// <summary>Name of the model at a target.</summary>
    public string At(ModelTarget target) => Rest is null ? target.Model : target.Model.Replace("*", Rest, StringComparison.Ordinal);
}
