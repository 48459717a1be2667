using System.Reflection;
using System.Text.RegularExpressions;
using Sallyport.Gateway.Admission;
using Sallyport.Gateway.Pipeline;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.Tests.Docs;

/// <summary>Each rejection code has exactly one section in docs/errors.md, and each section a code.</summary>
public sealed partial class ErrorPageTests
{
    private static readonly LimitFigures Figures = new(new LimitRule { Id = "a", Scope = LimitScope.Key, Unit = LimitUnit.Requests, Window = LimitWindow.Hour, Most = 1 }, "1 requests", "0 requests", "1 requests", TimeSpan.FromSeconds(5));

    private static readonly string Page = File.ReadAllText(Repository.Combine("docs", "errors.md"));

    [Fact]
    public void Every_rejection_code_has_one_section_and_every_section_a_code()
    {
        var documented = Section().Matches(Page).Select(m => m.Groups["code"].Value).ToArray();
        Assert.Equal(documented.Distinct(StringComparer.Ordinal), documented);
        Assert.Equal(Rejections().Select(r => r.Code).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_section_names_the_status_the_cause_and_what_to_do()
    {
        foreach (var rejection in Rejections())
        {
            var text = Section().Matches(Page).Single(m => m.Groups["code"].Value == rejection.Code).Groups["text"].Value;
            Assert.StartsWith($"**{rejection.Status}", text.TrimStart(), StringComparison.Ordinal);
            Assert.Contains("*Cause:*", text, StringComparison.Ordinal);
            Assert.Contains("*Do:*", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_message_is_a_sentence_without_a_placeholder()
    {
        Assert.All(Rejections(), r => Assert.Matches("^[A-Z].*\\.$", r.Message));
        Assert.All(Rejections(), r => Assert.Matches("^[a-z]+(_[a-z]+)*$", r.Code));
    }

    /// <summary>Every rejection that the type offers: the fixed ones, and one made by each factory.</summary>
    private static IEnumerable<Rejection> Rejections()
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static;
        foreach (var property in typeof(Rejection).GetProperties(All).Where(p => p.PropertyType == typeof(Rejection))) yield return (Rejection)property.GetValue(null)!;
        foreach (var factory in typeof(Rejection).GetMethods(All).Where(m => m.ReturnType == typeof(Rejection) && !m.IsSpecialName))
            yield return (Rejection)factory.Invoke(null, [.. factory.GetParameters().Select(p => Sample(p.ParameterType))])!;
    }

    private static object? Sample(Type type) => type == typeof(string) ? "Example" : type == typeof(int) ? 502 : type == typeof(LimitFigures) ? Figures : type.IsValueType ? Activator.CreateInstance(type) : null;

    [GeneratedRegex("^## (?<code>[a-z_]+)\n(?<text>(?:(?!#).*\n)*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Section();
}
