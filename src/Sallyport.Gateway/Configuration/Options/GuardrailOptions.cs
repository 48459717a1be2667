using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Detectors and what is done with what they find.</summary>
public sealed class GuardrailOptions
{
    [Description("off does nothing; monitor records what would have been done and leaves the text alone; enforce acts. Default enforce.")]
    [AllowedValues("off", "monitor", "enforce")]
    public string Mode { get; set; } = "enforce";

    [Description("Endpoint groups it applies to. Default: all.")]
    [AllowedValues("chat", "responses", "messages", "generate", "embeddings", "complete", "completions", "moderations", "images", "audio", "rerank")]
    public List<string> Endpoints { get; set; } = [];

    [Description("Rules for what clients send.")]
    public List<RuleOptions> Request { get; set; } = [];

    [Description("Rules for what upstreams answer. pseudonymize is for requests only.")]
    public List<RuleOptions> Response { get; set; } = [];

    [Description("Texts of users and tools that try to take the model over. Without this key they are not looked for.")]
    public InjectionOptions? Injection { get; set; }

    [Description("true takes characters that nobody sees out of what users and tools say: zero-width and direction marks, tags. Joiners that emoji and scripts need stay. Default true.")]
    public bool StripInvisible { get; set; } = true;

    [Description("deny refuses requests that bring a system prompt of their own; fixed sends the operator's (fixed_prompt). Default allow.")]
    [AllowedValues("allow", "deny", "fixed")]
    public string SystemPrompt { get; set; } = "allow";

    [Description("The operator's system prompt. Goes with system_prompt: fixed.")]
    public FixedPromptOptions? FixedPrompt { get; set; }

    [Description("Puts a secret mark into system prompts and looks for it in answers. Without this key neither is done.")]
    public PromptLeakOptions? PromptLeak { get; set; }

    [Description("Tells the model that tool results and documents are data, not instructions: delimit puts lines around them; datamark also puts a secret sign between their words; encode sends them in Base64. Default none.")]
    [AllowedValues("none", "delimit", "datamark", "encode")]
    public string Spotlight { get; set; } = "none";

    [Description("Checks answers that their request asks to be JSON. Without this key nobody does.")]
    public StructuredOutputOptions? StructuredOutput { get; set; }

    [Description("Which answers become items of the review queue, without their content: blocked ones; changed ones too; flagged ones too, and answers to requests in which an injection was found. Default changed.")]
    [AllowedValues("none", "blocked", "changed", "flagged")]
    public string Review { get; set; } = "changed";

    [Description("Who else judges the texts. Without this key nobody does.")]
    public ModerationOptions? Moderation { get; set; }

    [Description("Weakest setting of Gemini's own safety filters: block what is harmful with high, medium or low probability. A request that asks for less is refused; one that says nothing gets this. Default none: as the request says.")]
    [AllowedValues("none", "high", "medium", "low")]
    public string SafetyFloor { get; set; } = "none";

    [Description("Which addresses an answer may show. Without this key all of them.")]
    public LinkOptions? Links { get; set; }

    [Description("Turns HTML tags into text, in what users send (request), in what the model says to them (response), or in both. Code cannot be told from tags: leave it off where code is written. Default none.")]
    [AllowedValues("none", "request", "response", "both")]
    public string EscapeHtml { get; set; } = "none";
}
