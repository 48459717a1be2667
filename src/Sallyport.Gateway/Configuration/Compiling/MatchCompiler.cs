using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration.Options;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Checks and compiles whom a rule applies to.</summary>
/// <param name="tiers">Names of all tiers, built-in ones too.</param>
/// <param name="upstreams">Names of all upstreams.</param>
internal sealed class MatchCompiler(IReadOnlyCollection<string> tiers, IReadOnlyCollection<string> upstreams, ConfigurationProblems problems)
{
    public RuleMatch Compile(string key, MatchOptions options)
    {
        CheckStars(key + ".users", options.Users);
        CheckStars(key + ".teams", options.Teams);
        CheckStars(key + ".organizations", options.Organizations);
        CheckStars(key + ".applications", options.Applications);
        CheckStars(key + ".purposes", options.Purposes);
        CheckStars(key + ".models", options.Models);
        CheckKnown(key + ".tiers", options.Tiers, tiers);
        CheckKnown(key + ".upstreams", options.Upstreams, upstreams);
        for (var i = 0; i < options.Keys.Count; i++)
            if (options.Keys[i].Length != VirtualKey.IdLength || !options.Keys[i].All(char.IsAsciiLetterOrDigit)) problems.NotValid($"{key}.keys[{i}]", options.Keys[i], "the public id of a key: 10 letters and digits");
        return new RuleMatch
        {
            Keys = options.Keys,
            Users = options.Users,
            Teams = options.Teams,
            Organizations = options.Organizations,
            Applications = options.Applications,
            Purposes = options.Purposes,
            Tiers = options.Tiers,
            Environments = [.. options.Environments.Select(EnvironmentOf)],
            Models = options.Models,
            Upstreams = options.Upstreams,
        };
    }

    private void CheckStars(string key, List<string> items)
    {
        for (var i = 0; i < items.Count; i++)
            if (items[i].IndexOf('*') is var star and >= 0 && star < items[i].Length - 1) problems.NotValid($"{key}[{i}]", items[i], "a name, with * at the end only");
    }

    private void CheckKnown(string key, List<string> items, IReadOnlyCollection<string> known)
    {
        for (var i = 0; i < items.Count; i++)
            if (!known.Contains(items[i])) problems.NotValid($"{key}[{i}]", items[i], string.Join(", ", known.Order(StringComparer.Ordinal)));
    }

    private static KeyEnvironment EnvironmentOf(string word) => word switch { "development" => KeyEnvironment.Development, "staging" => KeyEnvironment.Staging, _ => KeyEnvironment.Production };
}
