using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Sallyport.Gateway.Configuration.Reading;

/// <summary>Reads YAML into a tree. Refuses what makes a file mean something else than it seems to: repeated keys, anchors, aliases, tags, a second document.</summary>
internal sealed class YamlTreeReader(ConfigurationProblems problems)
{
    private const string Sound = "spaces for indentation, \"key: value\", quotes around text with special characters";

    private int _nodes;

    /// <returns>The root, or null after the problem has been added.</returns>
    public ConfigurationNode? Read(string text)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _)) return new MapNode(1, []);
            parser.Consume<DocumentStart>();
            var root = ReadNode(parser, "", 1);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _)) throw new RefusedException(parser.Current!.Start.Line, "", "a second document follows", "one document in a file");
            return root;
        }
        catch (RefusedException e)
        {
            problems.AddAtLine((int)e.Line, e.Key, e.Message, e.Allowed);
        }
        catch (YamlException e)
        {
            // The parser's own text may quote the file, and the file may hold what must not be shown.
            problems.AddAtLine((int)e.Start.Line, "", $"not valid YAML at column {e.Start.Column}", Sound);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            problems.AddAtLine((int?)parser.Current?.End.Line, "", "not valid YAML near this line", Sound); // damaged files make the parser throw these too
        }

        return null;
    }

    private ConfigurationNode ReadNode(Parser parser, string path, int depth)
    {
        var current = parser.Current ?? throw new YamlException("The document ends too early.");
        var line = (int)current.Start.Line;
        if (depth > ConfigurationNode.MaxDepth) throw new RefusedException(line, path, "nested too deeply", $"at most {ConfigurationNode.MaxDepth} levels");
        if (++_nodes > ConfigurationNode.MaxNodes) throw new RefusedException(line, path, "too many values", $"at most {ConfigurationNode.MaxNodes}");
        if (current is AnchorAlias) throw new RefusedException(line, path, "an alias (*name) is refused", "the value itself");
        if (current is NodeEvent { Anchor.IsEmpty: false }) throw new RefusedException(line, path, "an anchor (&name) is refused", "the value without it");
        if (current is NodeEvent { Tag.IsEmpty: false }) throw new RefusedException(line, path, "a tag (!name) is refused", "the value without it");

        if (parser.TryConsume<Scalar>(out var scalar)) return ScalarOf(scalar, line);
        if (parser.TryConsume<SequenceStart>(out _))
        {
            var items = new List<ConfigurationNode>();
            while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode(parser, $"{path}[{items.Count}]", depth + 1));
            return new ListNode(line, items);
        }

        parser.Consume<MappingStart>();
        var members = new List<(string, int, ConfigurationNode)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var keyLine = parser.Current!.Start.Line;
            if (ReadNode(parser, path, depth + 1) is not ScalarNode { Text: { } key }) throw new RefusedException(keyLine, path, "a key is not plain text", "text");
            var inner = path.Length == 0 ? key : path + "." + key;
            if (key == "<<") throw new RefusedException(keyLine, path, "a merge key (<<) is refused", "the keys themselves");
            if (!seen.Add(key)) throw new RefusedException(keyLine, inner, "the key is there twice", "each key once");
            members.Add((key, (int)keyLine, ReadNode(parser, inner, depth + 1)));
        }

        return new MapNode(line, members);
    }

    private static ScalarNode ScalarOf(Scalar scalar, int line)
    {
        var plain = scalar.Style is ScalarStyle.Plain;
        return new ScalarNode(line, plain && scalar.Value is "" or "~" or "null" ? null : scalar.Value, plain);
    }

    private sealed class RefusedException(long line, string key, string message, string allowed) : Exception(message)
    {
        public long Line { get; } = line;

        public string Key { get; } = key;

        public string Allowed { get; } = allowed;
    }
}
