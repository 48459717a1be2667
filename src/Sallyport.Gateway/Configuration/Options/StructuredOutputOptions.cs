using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>What happens to answers that are not the JSON that their request asks for.</summary>
public sealed class StructuredOutputOptions
{
    [Description("flag records; block refuses a whole answer and ends a stream with an error in place of its end mark. Default block.")]
    [AllowedValues("flag", "block")]
    public string Action { get; set; } = "block";

    [Description("true refuses requests whose schema says something that is not checked. Default false: what is not checked is let pass.")]
    public bool Strict { get; set; }
}
