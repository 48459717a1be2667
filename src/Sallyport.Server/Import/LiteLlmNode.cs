using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Sallyport.Server.Import;

/// <summary>A place in a LiteLLM file. It remembers which of its keys were understood, so that the others can be named.</summary>
/// <param name="Path">As people write it: <c>model_list[0].litellm_params</c>.</param>
/// <param name="Node">What stands there; null for nothing.</param>
internal sealed record LiteLlmNode(string Path, YamlNode? Node)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The value as text; null if it is a list, a section, missing or <c>null</c>.</summary>
    public string? Text => Node is YamlScalarNode { Value: { Length: > 0 } value } && value is not ("null" or "~") ? value : null;

    public bool IsTrue => Text is "true" or "True" or "TRUE";

    public bool IsMissing => Node is null or YamlScalarNode { Value: null or "" or "null" or "~" };

    /// <summary>A number, or null if it is none. Secrets and references to variables are none.</summary>
    public decimal? Number => decimal.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Takes a member: it counts as understood.</summary>
    public LiteLlmNode Take(string name)
    {
        _taken.Add(name);
        return new LiteLlmNode(Path.Length == 0 ? name : Path + "." + name, Node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(name), out var found) ? found : null);
    }

    /// <summary>The items of a list; a single value counts as one.</summary>
    public IEnumerable<LiteLlmNode> Items() => Node switch
    {
        YamlSequenceNode list => list.Children.Select((c, i) => new LiteLlmNode($"{Path}[{i}]", c)),
        YamlScalarNode when !IsMissing => [this],
        _ => [],
    };

    /// <summary>Name and value of each member.</summary>
    public IEnumerable<(string Name, LiteLlmNode Value)> Members() => Node is not YamlMappingNode map ? [] : map.Children.Where(c => c.Key is YamlScalarNode { Value: not null }).Select(c => (((YamlScalarNode)c.Key).Value!, new LiteLlmNode(Path.Length == 0 ? ((YamlScalarNode)c.Key).Value! : Path + "." + ((YamlScalarNode)c.Key).Value, c.Value)));

    /// <summary>Members that nobody has taken.</summary>
    public IEnumerable<string> Left() => Members().Where(m => !_taken.Contains(m.Name) && !m.Value.IsMissing).Select(m => m.Value.Path);
}
