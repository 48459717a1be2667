using System.Text.RegularExpressions;

namespace Sallyport.Tests.Inspection;

/// <summary>Configurations with one guardrail, from what a test says of it.</summary>
internal static partial class Guarded
{
    /// <summary>A file in JSON: <c>links: { allow: [good.example] }</c> as the options of one guardrail.</summary>
    public static string Json(string options, string rest = "")
    {
        var json = Word().Replace(options, "\"$1\"");
        return $"{{\"guardrails\":{{\"test\":{{{json}}}}}{rest}}}";
    }

    [GeneratedRegex(@"(?<![\w.-])(?!true\b|false\b)([a-z][\w.-]*)", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
