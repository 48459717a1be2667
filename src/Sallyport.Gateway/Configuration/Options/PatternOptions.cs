using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>A regular expression of the operator's own.</summary>
public sealed class PatternOptions
{
    [Required]
    [Description("Upper-case word in labels and placeholders: TICKET gives [TICKET_REDACTED]. Letters, digits and _, at most 24.")]
    public string Label { get; set; } = "";

    [Required]
    [Description("Regular expression, run in linear time: no back-references and no look-around.")]
    public string Pattern { get; set; } = "";

    [Description("Most characters that one finding can have; a stream holds back that much. Default 64.")]
    [Range(1, 1024)]
    public int MaxLength { get; set; } = 64;

    [Description("What text holding such a finding is at least. Default internal.")]
    [AllowedValues("public", "internal", "confidential", "restricted")]
    public string Sensitivity { get; set; } = "internal";
}
