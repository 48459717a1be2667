using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>A list of words of the operator's own.</summary>
public sealed class DictionaryOptions
{
    [Required]
    [Description("Upper-case word in labels and placeholders: PROJECT gives [PROJECT_REDACTED]. Letters, digits and _, at most 24.")]
    public string Label { get; set; } = "";

    [Description("The words to find. Terms and file together: 1 to 100,000, each 2 to 200 characters.")]
    public List<string> Terms { get; set; } = [];

    [Description("File with one word a line, UTF-8, at most 4 MiB, relative to the working directory. Empty lines and lines that begin with # are skipped.")]
    public string? File { get; set; }

    [Description("true finds a word only in the letter case given. Default false.")]
    public bool CaseSensitive { get; set; }

    [Description("false finds a word inside longer words too. Default true.")]
    public bool WholeWord { get; set; } = true;

    [Description("What text holding such a word is at least. Default internal.")]
    [AllowedValues("public", "internal", "confidential", "restricted")]
    public string Sensitivity { get; set; } = "internal";
}
