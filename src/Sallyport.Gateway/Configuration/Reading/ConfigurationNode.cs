namespace Sallyport.Gateway.Configuration.Reading;

/// <summary>A piece of a configuration file, YAML or JSON, that knows its line.</summary>
/// <param name="Line">Line in the file, from 1.</param>
internal abstract record ConfigurationNode(int Line)
{
    /// <summary>Deepest nesting accepted; the deepest valid configuration has five levels.</summary>
    public const int MaxDepth = 16;

    /// <summary>Most nodes accepted, so that a small file cannot make a large tree.</summary>
    public const int MaxNodes = 200_000;

    /// <summary>Word for error messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A word, number, truth value or nothing (null text).</summary>
/// <param name="Text">The text without quotes; null for an empty value.</param>
/// <param name="IsPlain">True if it stood without quotes, so that it may be a number or a truth value.</param>
internal sealed record ScalarNode(int Line, string? Text, bool IsPlain) : ConfigurationNode(Line)
{
    public override string Kind => Text is null ? "nothing" : "a single value";
}

internal sealed record ListNode(int Line, IReadOnlyList<ConfigurationNode> Items) : ConfigurationNode(Line)
{
    public override string Kind => "a list";
}

/// <summary>Keys and values, in the order of the file. Keys are unique.</summary>
internal sealed record MapNode(int Line, IReadOnlyList<(string Key, int Line, ConfigurationNode Value)> Members) : ConfigurationNode(Line)
{
    public override string Kind => "a mapping";
}
