using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>A model on its way out.</summary>
public sealed class ModelDeprecationOptions
{
    [Required]
    [Description("Day from which it is deprecated, such as 2026-03-01 (UTC). Goes to clients in the header deprecation.")]
    public string Since { get; set; } = "";

    [Description("Name of the model to ask for instead. Goes to clients in the header x-sallyport-replaced-by.")]
    public string? ReplacedBy { get; set; }

    [Description("Last day on which it answers (UTC). Afterwards requests are refused. Goes to clients in the header sunset. Default: no end.")]
    public string? Until { get; set; }
}
