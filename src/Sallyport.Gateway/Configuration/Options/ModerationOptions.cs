using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Who else judges the texts of a guardrail.</summary>
public sealed class ModerationOptions
{
    [Description("Names under moderators that judge what the user has just said, masked as it would leave.")]
    public List<string> Request { get; set; } = [];

    [Description("Names under moderators that judge what the model has answered, masked. A stream is judged when it has ended, so it can only be flagged.")]
    public List<string> Response { get; set; } = [];

    [Description("flag records; block ends the exchange. Default block.")]
    [AllowedValues("flag", "block")]
    public string Action { get; set; } = "block";
}
