using System.Text.Json;

namespace Sallyport.Gateway.Configuration.Reading;

/// <summary>Reads JSON into the same tree as YAML, under the same rules.</summary>
internal sealed class JsonTreeReader(ConfigurationProblems problems)
{
    private int _nodes;
    private long _countedTo;
    private int _line = 1;

    /// <returns>The root, or null after the problem has been added.</returns>
    public ConfigurationNode? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = ConfigurationNode.MaxDepth });
        try
        {
            reader.Read();
            var root = ReadNode(ref reader, json, "");
            if (reader.Read()) throw new JsonException();
            return root;
        }
        catch (JsonException e)
        {
            problems.AddAtLine((int)(e.LineNumber ?? (_line - 1)) + 1, "", $"not valid JSON at byte {e.BytePositionInLine ?? 0} of the line", $"one JSON object, at most {ConfigurationNode.MaxDepth} levels deep");
        }
        catch (DuplicateKeyException e)
        {
            problems.AddAtLine(_line, e.Message, "the key is there twice", "each key once");
        }

        return null;
    }

    private ConfigurationNode ReadNode(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string path)
    {
        var line = LineAt(json, reader.TokenStartIndex);
        if (++_nodes > ConfigurationNode.MaxNodes) throw new JsonException();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new List<(string, int, ConfigurationNode)>();
                var seen = new HashSet<string>(StringComparer.Ordinal);
                while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
                {
                    var keyLine = LineAt(json, reader.TokenStartIndex);
                    var key = reader.GetString()!;
                    var inner = path.Length == 0 ? key : path + "." + key;
                    if (!seen.Add(key)) throw new DuplicateKeyException(inner);
                    reader.Read();
                    members.Add((key, keyLine, ReadNode(ref reader, json, inner)));
                }

                return new MapNode(line, members);
            case JsonTokenType.StartArray:
                var items = new List<ConfigurationNode>();
                while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray) items.Add(ReadNode(ref reader, json, $"{path}[{items.Count}]"));
                return new ListNode(line, items);
            case JsonTokenType.String:
                return new ScalarNode(line, reader.GetString(), IsPlain: false);
            case JsonTokenType.Null:
                return new ScalarNode(line, null, IsPlain: true);
            default:
                return new ScalarNode(line, System.Text.Encoding.UTF8.GetString(reader.ValueSpan), IsPlain: true);
        }
    }

    private int LineAt(ReadOnlySpan<byte> json, long index)
    {
        _line += json[(int)_countedTo..(int)index].Count((byte)'\n');
        _countedTo = index;
        return _line;
    }

    private sealed class DuplicateKeyException(string key) : Exception(key);
}
