namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Names that operators give: they end in metrics, records and messages, so they are plain.</summary>
internal static class Names
{
    public const string Allowed = "1 to 64 lower-case letters, digits, - and _, beginning with a letter or digit";
    public const string AllowedLabel = "1 to 24 upper-case letters, digits and _, beginning with a letter";

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_') && char.IsAsciiLetterOrDigit(name[0]);

    public static bool IsLabel(string label) =>
        label.Length is > 0 and <= 24 && label.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '_') && char.IsAsciiLetterUpper(label[0]);
}
