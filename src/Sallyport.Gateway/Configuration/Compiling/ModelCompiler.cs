using System.Collections.Frozen;
using System.Globalization;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration.Options;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Checks models: that every name leads somewhere, and every name to one place only.</summary>
internal sealed class ModelCompiler(ConfigurationProblems problems)
{
    private const string AllowedName = "1 to 200 printable ASCII characters without spaces and quotes; * only as the last of them";
    private const string AllowedDay = "a day such as 2026-03-01";

    public FrozenDictionary<string, ModelDefinition> Compile(Dictionary<string, ModelOptions> options, IReadOnlyCollection<string> upstreams)
    {
        var taken = new Dictionary<string, string>(options.Keys.ToDictionary(name => name, name => "models." + name), StringComparer.Ordinal);
        foreach (var (name, model) in options)
        {
            var key = "models." + name;
            if (!IsName(name) || name.Contains('*', StringComparison.Ordinal) && (name.IndexOf('*', StringComparison.Ordinal) != name.Length - 1)) problems.Add(key, "the name is not valid", AllowedName);
            CheckTargets(key, name, model, upstreams);
            for (var i = 0; i < model.Aliases.Count; i++) CheckAlias($"{key}.aliases[{i}]", name, model.Aliases[i], taken);
            if (model.HedgeAfter is not null && model.Targets.Count < 2) problems.Add(key + ".hedge_after", "there is no second target to ask", "two targets or more");
        }

        return options.ToFrozenDictionary(m => m.Key, m => Compile("models." + m.Key, m.Key, m.Value, options));
    }

    private ModelDefinition Compile(string key, string name, ModelOptions model, Dictionary<string, ModelOptions> all) =>
        new(name, [.. model.Targets.Select(t => new ModelTarget(t.Upstream, t.Model) { Weight = t.Weight })], Words.Sensitivity(model.MaxSensitivity))
        {
            Policy = model.Policy switch { "weighted" => TargetPolicy.Weighted, "least-latency" => TargetPolicy.LeastLatency, "cheapest" => TargetPolicy.Cheapest, _ => TargetPolicy.Ordered },
            Aliases = [.. model.Aliases],
            Environments = EnvironmentsOf(key + ".environments", name, model.Environments, all),
            Deprecation = DeprecationOf(key + ".deprecated", name, model.Deprecated, all),
            Capabilities = new ModelCapabilities(model.Capabilities.Vision, model.Capabilities.Tools, model.Capabilities.JsonSchema, model.Capabilities.ContextWindow, model.Capabilities.MaxOutput),
            HedgeAfter = model.HedgeAfter,
            Structured = model.StructuredOutput is { } structured ? StructuredRule.Of(key, structured.Action, structured.Strict, monitor: false) : null,
        };

    private void CheckTargets(string key, string name, ModelOptions model, IReadOnlyCollection<string> upstreams)
    {
        if (model.Targets.Count == 0) problems.Add(key + ".targets", "the list is empty", "at least one target");
        for (var i = 0; i < model.Targets.Count; i++)
        {
            var (upstream, at) = (model.Targets[i].Upstream, model.Targets[i].Model);
            if (upstream is { Length: > 0 } && !upstreams.Contains(upstream)) problems.NotValid($"{key}.targets[{i}].upstream", upstream, string.Join(", ", upstreams.Order(StringComparer.Ordinal)));
            if (at.Count(c => c == '*') > (name.EndsWith('*') ? 1 : 0)) problems.NotValid($"{key}.targets[{i}].model", at, "one * and only if the model's own name ends in *");
        }

        if (model.Policy == "weighted" && model.Targets.Count > 0 && model.Targets.TrueForAll(t => t.Weight == 0)) problems.Add(key + ".targets", "every weight is 0", "a weight above 0");
    }

    private void CheckAlias(string key, string name, string alias, Dictionary<string, string> taken)
    {
        if (!IsName(alias) || alias.Contains('*', StringComparison.Ordinal)) problems.NotValid(key, alias, "1 to 200 printable ASCII characters without spaces, quotes and *");
        else if (name.EndsWith('*')) problems.NotValid(key, alias, "nothing: a name that ends in * has no aliases");
        else if (!taken.TryAdd(alias, key)) problems.NotValid(key, alias, $"a name that is not taken by {taken[alias]}");
    }

    private FrozenDictionary<KeyEnvironment, string> EnvironmentsOf(string key, string name, ModelEnvironmentOptions options, Dictionary<string, ModelOptions> all)
    {
        var found = new Dictionary<KeyEnvironment, string>();
        foreach (var (environment, word, other) in (ReadOnlySpan<(KeyEnvironment, string, string?)>)
                 [(KeyEnvironment.Development, "development", options.Development), (KeyEnvironment.Staging, "staging", options.Staging), (KeyEnvironment.Production, "production", options.Production)])
        {
            if (other is null) continue;
            if (other == name || !all.ContainsKey(other) || other.EndsWith('*')) problems.NotValid($"{key}.{word}", other, OthersOf(name, all));
            else found[environment] = other;
        }

        return found.ToFrozenDictionary();
    }

    private ModelDeprecation? DeprecationOf(string key, string name, ModelDeprecationOptions? options, Dictionary<string, ModelOptions> all)
    {
        if (options is null) return null;
        if (options.ReplacedBy is { } other && (other == name || !IsServed(other, all))) problems.NotValid(key + ".replaced_by", other, OthersOf(name, all));
        var since = DayOf(key + ".since", options.Since);
        var until = options.Until is null ? null : DayOf(key + ".until", options.Until);
        if (until < since) problems.NotValid(key + ".until", options.Until!, "a day not before since");
        return since is null ? null : new ModelDeprecation(since.Value, options.ReplacedBy, until);
    }

    private DateOnly? DayOf(string key, string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        if (text.Length > 0) problems.NotValid(key, text, AllowedDay); // a missing one is told by the binder
        return null;
    }

    private static bool IsServed(string name, Dictionary<string, ModelOptions> all) =>
        (all.ContainsKey(name) && !name.EndsWith('*')) || all.Any(m => m.Value.Aliases.Contains(name) || (m.Key.EndsWith('*') && name.Length >= m.Key.Length && name.AsSpan().StartsWith(m.Key.AsSpan(0, m.Key.Length - 1), StringComparison.Ordinal)));

    private static string OthersOf(string name, Dictionary<string, ModelOptions> all) =>
        all.Keys.Where(n => n != name && !n.EndsWith('*')).Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } others ? string.Join(", ", others) : "another name under models; there is none";

    private static bool IsName(string name) => name.Length is > 0 and <= 200 && !name.Any(c => c is <= ' ' or > '~' or '"');
}
