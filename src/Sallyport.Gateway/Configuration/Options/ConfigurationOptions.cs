using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>The whole configuration file. Descriptions are attributes so that the published schema shows them to editors.</summary>
public sealed class ConfigurationOptions
{
    [Description("Addresses to listen on. A change needs a restart.")]
    public ListenOptions Listen { get; set; } = new();

    [Description("Where keys and the record are kept. A change needs a restart.")]
    public StorageOptions Storage { get; set; } = new();

    [Description("Providers' endpoints, by a name of your choice. Without this section they come from the environment (OPENAI_API_KEY and the like).")]
    public Dictionary<string, UpstreamOptions> Upstreams { get; set; } = [];

    [Description("Where the gateway may send anything.")]
    public EgressOptions Egress { get; set; } = new();

    [Description("Model names that clients may ask for, and where each is served. Without this section every model goes to the upstream of its provider.")]
    public Dictionary<string, ModelOptions> Models { get; set; } = [];

    [Description("What is looked for and what is done with it. Without this section a built-in guardrail masks personal and secret data.")]
    public Dictionary<string, GuardrailOptions> Guardrails { get; set; } = [];

    [Description("Models and services elsewhere that judge texts. Each name can be used under guardrails.NAME.moderation.")]
    public Dictionary<string, ModeratorOptions> Moderators { get; set; } = [];

    [Description("Lists of your own words to find. Each name can be used as a detector.")]
    public Dictionary<string, DictionaryOptions> Dictionaries { get; set; } = [];

    [Description("Your own patterns to find. Each name can be used as a detector.")]
    public Dictionary<string, PatternOptions> Patterns { get; set; } = [];

    [Description("Sets of registered documents whose copies are found. Each name can be used as a detector.")]
    public Dictionary<string, FingerprintOptions> Fingerprints { get; set; } = [];

    [Description("Kinds of content and what they mean: source-code, legal, financial, medical, hr, credentials, customer-records. One that is not named is not looked for.")]
    public Dictionary<string, ClassOptions> Classes { get; set; } = [];

    [Description("The record of what was done.")]
    public AuditOptions Audit { get; set; } = new();

    [Description("Bounds of the data path.")]
    public LimitOptions Limits { get; set; } = new();

    [Description("Keeps answers in memory for the same request of the same organization again. Without this section nothing is kept.")]
    public CacheOptions? Cache { get; set; }

    [Description("Most money or tokens, by a name of your choice.")]
    public Dictionary<string, BudgetOptions> Budgets { get; set; } = [];

    [Description("Kinds of keys: free, pro and service are built in and may be changed; others may be added.")]
    public Dictionary<string, TierOptions> Tiers { get; set; } = [];

    [Description("When a request goes to a cheaper model than it asks for, by a name of your choice; the first that applies, in the order of the names.")]
    public Dictionary<string, CheaperOptions> Cheaper { get; set; } = [];

    [Description("Who goes first where an upstream is full.")]
    public PriorityOptions Priorities { get; set; } = new();

    [Description("Who is told of budgets and stops.")]
    public AlertOptions Alerts { get; set; } = new();

    [Description("Logs and metrics. A change needs a restart.")]
    public TelemetryOptions Telemetry { get; set; } = new();

    [Description("Cost centres, by a name or number of your choice: written to the record of what their teams use, for chargeback.")]
    public Dictionary<string, DepartmentOptions> Departments { get; set; } = [];

    [Description("Prices of your own, on top of the shipped list prices.")]
    public PriceOptions Prices { get; set; } = new();
}
