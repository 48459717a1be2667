using System.Collections.Frozen;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Which keys of a section belong to which kind of it. A key of another kind is a mistake, not an extra.</summary>
/// <typeparam name="T">Options of the section; null is what a key has that the file does not name.</typeparam>
/// <param name="own">Keys of each kind, as they are written in the file.</param>
/// <param name="common">Keys that every kind has.</param>
internal sealed class KindKeys<T>(Dictionary<string, string[]> own, params string[] common)
    where T : class
{
    private readonly FrozenDictionary<string, string[]> _own = own.ToFrozenDictionary(StringComparer.Ordinal);
    private readonly FrozenSet<string> _common = common.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Tells of every key that does not belong there.</summary>
    /// <param name="key">Where the section stands in the file.</param>
    /// <returns>False if there is no such kind, which the binder has told.</returns>
    public bool Check(string key, string kind, T section, ConfigurationProblems problems)
    {
        if (!_own.TryGetValue(kind, out var mine)) return false;
        foreach (var foreign in OptionKey.Of(typeof(T)).Where(k => !_common.Contains(k.Name) && !mine.Contains(k.Name) && k.Property.GetValue(section) is not null))
            problems.Add($"{key}.{foreign.Name}", $"the key does not belong to kind {kind}", string.Join(", ", mine));
        return true;
    }

    /// <summary>Tells that a key is missing, in the words that describe it.</summary>
    public static void Miss(string key, string name, ConfigurationProblems problems) => problems.Add($"{key}.{name}", "the key is missing", OptionKey.Of(typeof(T)).First(k => k.Name == name).Description);
}
