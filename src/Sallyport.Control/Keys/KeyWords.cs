using Sallyport.Gateway.Authentication;
using Sallyport.Providers;

namespace Sallyport.Control.Keys;

/// <summary>The words by which people name environments, endpoint groups and capabilities: <c>production</c>, <c>chat</c>, <c>web_search</c>.</summary>
public static class KeyWords
{
    private static readonly (string Word, EndpointGroups Flag)[] Endpoints = Flags<EndpointGroups>();
    private static readonly (string Word, Capabilities Flag)[] AllCapabilities = Flags<Capabilities>();

    public static string AllowedEndpoints { get; } = string.Join(", ", Endpoints.Select(e => e.Word)) + ", all";

    public static string AllowedCapabilities { get; } = string.Join(", ", AllCapabilities.Select(c => c.Word));

    public const string AllowedEnvironments = "development (dev), staging (stg), production (prod)";

    public static bool TryEnvironment(string? word, out KeyEnvironment environment)
    {
        environment = word switch
        {
            "development" or "dev" => KeyEnvironment.Development,
            "staging" or "stg" => KeyEnvironment.Staging,
            "production" or "prod" => KeyEnvironment.Production,
            _ => default,
        };
        return environment != default;
    }

    public static IReadOnlyList<string> WordsOf(EndpointGroups groups) => [.. Endpoints.Where(e => groups.HasFlag(e.Flag)).Select(e => e.Word)];

    public static IReadOnlyList<string> WordsOf(Capabilities capabilities) => [.. AllCapabilities.Where(c => capabilities.HasFlag(c.Flag)).Select(c => c.Word)];

    /// <summary>Adds an error for each word that is not one.</summary>
    public static EndpointGroups EndpointsOf(IEnumerable<string> words, List<string> errors)
    {
        var groups = EndpointGroups.None;
        foreach (var word in words)
        {
            if (word == "all") groups |= EndpointGroups.All;
            else if (Endpoints.FirstOrDefault(e => e.Word == word) is { Word: not null } found) groups |= found.Flag;
            else errors.Add($"scopes.endpoints: '{Shown(word)}' is not one of {AllowedEndpoints}.");
        }

        return groups;
    }

    /// <summary>Adds an error for each word that is not one.</summary>
    public static Capabilities CapabilitiesOf(IEnumerable<string> words, List<string> errors)
    {
        var capabilities = Capabilities.None;
        foreach (var word in words)
        {
            if (AllCapabilities.FirstOrDefault(c => c.Word == word) is { Word: not null } found) capabilities |= found.Flag;
            else errors.Add($"scopes.capabilities: '{Shown(word)}' is not one of {AllowedCapabilities}.");
        }

        return capabilities;
    }

    /// <summary>A word from outside, fit for a message: short and printable.</summary>
    private static string Shown(string word) => new([.. word.Take(40).Select(c => c is > ' ' and < '\u007f' ? c : '?')]);

    private static (string Word, T Flag)[] Flags<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Where(f => int.PopCount(Convert.ToInt32(f, null)) == 1).Select(f => (EnumWords.Of(f), f))];
}
