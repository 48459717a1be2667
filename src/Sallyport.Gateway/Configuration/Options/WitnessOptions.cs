using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>A witness of the record.</summary>
public sealed class WitnessOptions
{
    [Required]
    [Description("Address of a witness that speaks C2SP tlog-witness, such as https://witness.example.com; add-checkpoint is appended.")]
    public string Url { get; set; } = "";

    [Required]
    [Description("The witness's public key, name+id+base64, as sallyport witness prints it.")]
    public string Key { get; set; } = "";
}
