using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>A set of registered documents.</summary>
public sealed class FingerprintOptions
{
    [Required]
    [Description("File of the set, made by sallyport fingerprint add, relative to the working directory. fingerprints.key must lie beside it.")]
    public string Path { get; set; } = "";

    [Description("Upper-case word that stands for a passage of a document: CONTRACT gives [CONTRACT_REDACTED]. Letters, digits and _, at most 24. Default DOCUMENT.")]
    public string Label { get; set; } = "DOCUMENT";

    [Description("Passages of one document within 64 words that make a finding. Default 3.")]
    [Range(1, 16)]
    public int MinMatches { get; set; } = 3;

    [Description("What text holding such a passage is at least. Default restricted.")]
    [AllowedValues("public", "internal", "confidential", "restricted")]
    public string Sensitivity { get; set; } = "restricted";

    [Description("Share of one document, in percent, that one key may send within 30 days before it is recorded as NAME-exposure. Default 25.")]
    [Range(1, 100)]
    public int ExposurePercent { get; set; } = 25;
}
