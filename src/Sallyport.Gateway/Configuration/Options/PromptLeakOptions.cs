using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>What happens to answers that give the system prompt away.</summary>
public sealed class PromptLeakOptions
{
    [Description("flag records; redact replaces what was given away by [SYSTEM_PROMPT_REDACTED]; block ends the exchange. Default block.")]
    [AllowedValues("flag", "redact", "block")]
    public string Action { get; set; } = "block";

    [Description("true also looks for stretches of about 80 characters of the system prompt, word for word. Leave it off where answers quote from it. Default false.")]
    public bool Verbatim { get; set; }
}
