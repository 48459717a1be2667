namespace Sallyport.Gateway.Configuration;

/// <summary>One thing that is wrong with the configuration: where, what it is and what is allowed. Never holds a secret's value.</summary>
/// <param name="Source">File name, or <c>environment</c>.</param>
/// <param name="Line">Line in the file, from 1; null if it has none.</param>
/// <param name="Key">Path of the key (<c>upstreams.openai-eu.base_url</c>) or name of the variable; empty for the file as a whole.</param>
/// <param name="Problem">What is wrong, with the value where it may be shown: <c>"on" is not valid</c>.</param>
/// <param name="Allowed">What would be right; null where the problem says it.</param>
public sealed record ConfigurationProblem(string Source, int? Line, string Key, string Problem, string? Allowed)
{
    /// <summary>One line for a person: <c>sallyport.yaml:12: guardrails.default.mode: "on" is not valid; allowed: off, monitor, enforce</c>.</summary>
    public override string ToString() =>
        $"{Source}{(Line is { } line ? $":{line}" : "")}: {(Key.Length > 0 ? Key + ": " : "")}{Problem}{(Allowed is null ? "" : $"; allowed: {Allowed}")}";
}
