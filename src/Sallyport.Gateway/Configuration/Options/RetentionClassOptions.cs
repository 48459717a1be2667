using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>How long each class of leaves is kept, in days. One that is left out takes <see cref="RetentionOptions.Days"/>.</summary>
public sealed class RetentionClassOptions
{
    [Description("Days for intents: who asked for what.")]
    [Range(1, 36_500)]
    public int? Intent { get; set; }

    [Description("Days for results: how exchanges ended.")]
    [Range(1, 36_500)]
    public int? Result { get; set; }

    [Description("Days for everything else: what administrators and the gateway itself did.")]
    [Range(1, 36_500)]
    public int? Admin { get; set; }
}
