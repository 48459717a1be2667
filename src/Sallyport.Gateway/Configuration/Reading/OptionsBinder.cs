using System.Collections;
using System.Globalization;

namespace Sallyport.Gateway.Configuration.Reading;

/// <summary>Fills options from a tree. Collects every unknown key and every value of the wrong form; what is wrong keeps its default.</summary>
internal sealed class OptionsBinder(ConfigurationProblems problems)
{
    public T Bind<T>(ConfigurationNode root)
        where T : class, new() => (T)BindOptions(typeof(T), root, "");

    private object BindOptions(Type type, ConfigurationNode node, string path)
    {
        var options = Activator.CreateInstance(type)!;
        var keys = OptionKey.Of(type);
        if (MembersOf(node, path) is not { } members) return options;
        foreach (var (name, line, value) in members)
        {
            var inner = path.Length == 0 ? name : path + "." + name;
            problems.Locate(inner, line);
            if (keys.FirstOrDefault(k => k.Name == name) is not { } key) problems.Add(inner, "unknown key", string.Join(", ", keys.Select(k => k.Name)));
            else if (BindValue(key.Property.PropertyType, key, value, inner) is { } bound) key.Property.SetValue(options, bound);
        }

        foreach (var key in keys.Where(k => k.IsRequired && !members.Any(m => m.Key == k.Name)))
        {
            var inner = path.Length == 0 ? key.Name : path + "." + key.Name;
            problems.Add(inner, "the key is missing", key.Words is { } words ? string.Join(", ", words) : key.Description);
        }

        return options;
    }

    /// <returns>The value, or null to keep the default.</returns>
    private object? BindValue(Type type, OptionKey key, ConfigurationNode node, string path)
    {
        if (OptionKey.IsOptions(type)) return BindOptions(type, node, path);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>)) return BindList(type, key, node, path);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>)) return BindMap(type, key, node, path);
        if (node is not ScalarNode { Text: { } text } scalar)
        {
            problems.Add(path, $"{node.Kind} stands here", AllowedFor(type, key));
            return null;
        }

        return BindScalar(Nullable.GetUnderlyingType(type) ?? type, key, scalar, text, path);
    }

    private object? BindScalar(Type type, OptionKey key, ScalarNode scalar, string text, string path)
    {
        object? value = null;
        if (type == typeof(string))
        {
            if (text.Length > 0 && !text.Any(c => char.IsControl(c) && !(key.HasLines && c is ('\n' or '\t'))) && key.Words?.Contains(text) is not false) value = text;
        }
        else if (type == typeof(bool))
        {
            if (scalar.IsPlain && text is "true" or "false") value = text == "true";
        }
        else if (type == typeof(int))
        {
            if (scalar.IsPlain && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && key.Range?.IsValid(number) is not false) value = number;
        }
        else if (type == typeof(long))
        {
            if (scalar.IsPlain && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && key.Range?.IsValid(number) is not false) value = number;
        }
        else if (type == typeof(double))
        {
            if (scalar.IsPlain && double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && key.Range?.IsValid(number) is not false) value = number;
        }
        else if (type == typeof(TimeSpan))
        {
            if (Duration.TryParse(text, out var duration) && key.Durations?.Holds(duration) is not false) value = duration;
        }
        else
        {
            throw new InvalidOperationException($"{key.Property.DeclaringType!.Name}.{key.Property.Name}: options cannot be of type {type.Name}.");
        }

        if (value is not null) return value;
        if (key.IsSecret) problems.Add(path, "the value is not valid", AllowedFor(type, key));
        else problems.NotValid(path, text, AllowedFor(type, key));
        return null;
    }

    private IList BindList(Type type, OptionKey key, ConfigurationNode node, string path)
    {
        var list = (IList)Activator.CreateInstance(type)!;
        var itemType = type.GetGenericArguments()[0];
        if (node is ListNode items)
        {
            for (var i = 0; i < items.Items.Count; i++)
            {
                var inner = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
                problems.Locate(inner, items.Items[i].Line);
                if (BindValue(itemType, key, items.Items[i], inner) is { } item) list.Add(item);
            }
        }
        else if (node is not ScalarNode { Text: null })
        {
            problems.Add(path, $"{node.Kind} stands here", "a list");
        }

        return list;
    }

    private IDictionary BindMap(Type type, OptionKey key, ConfigurationNode node, string path)
    {
        var map = (IDictionary)Activator.CreateInstance(type)!;
        foreach (var (name, line, value) in MembersOf(node, path) ?? [])
        {
            var inner = path + "." + name;
            problems.Locate(inner, line);
            if (BindValue(type.GetGenericArguments()[1], key, value, inner) is { } item) map[name] = item;
        }

        return map;
    }

    private IReadOnlyList<(string Key, int Line, ConfigurationNode Value)>? MembersOf(ConfigurationNode node, string path)
    {
        if (node is MapNode map) return map.Members;
        if (node is ScalarNode { Text: null }) return [];
        problems.Add(path, $"{node.Kind} stands here", "a mapping of keys to values");
        return null;
    }

    private static string AllowedFor(Type type, OptionKey key)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (key.IsSecret) return SecretReference.Allowed;
        if (key.Words is { } words) return string.Join(", ", words);
        if (type == typeof(bool)) return "true, false";
        if (type == typeof(int) || type == typeof(long)) return key.Range is { } range ? string.Create(CultureInfo.InvariantCulture, $"a whole number from {range.Minimum} to {range.Maximum}") : "a whole number";
        if (type == typeof(double)) return key.Range is { } bounds ? string.Create(CultureInfo.InvariantCulture, $"a number from {bounds.Minimum} to {bounds.Maximum}") : "a number";
        if (type == typeof(TimeSpan)) return key.Durations is { } d ? $"a duration from {d.Minimum} to {d.Maximum}, such as 500ms, 10s, 5m or 1h" : "a duration such as 500ms, 10s, 5m or 1h";
        return OptionKey.IsOptions(type) ? "a mapping of keys to values" : key.HasLines ? "text without control characters but line breaks and tabs, not empty" : "text on one line, not empty";
    }
}
