using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Which addresses an answer may show.</summary>
public sealed class LinkOptions
{
    [Description("Hosts that may be linked, each with all names under it: example.com allows docs.example.com. Default: none.")]
    public List<string> Allow { get; set; } = [];

    [Description("deny turns Markdown images into links and HTML tags that can load something into text, whatever they point to: a browser loads them without being asked. Default deny.")]
    [AllowedValues("allow", "deny")]
    public string Images { get; set; } = "deny";

    [Description("flag records; redact replaces each other address by [LINK_REDACTED]; block ends the exchange. Default redact.")]
    [AllowedValues("flag", "redact", "block")]
    public string Action { get; set; } = "redact";
}
