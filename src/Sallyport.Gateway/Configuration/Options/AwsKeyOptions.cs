using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Access keys that sign requests to Amazon.</summary>
public sealed class AwsKeyOptions
{
    [Required]
    [SecretReference]
    [Description("The access key's id: ${env:NAME}, ${file:path} or os.environ/NAME.")]
    public string AccessKey { get; set; } = "";

    [Required]
    [SecretReference]
    [Description("The secret access key, in the same forms.")]
    public string SecretKey { get; set; } = "";

    [SecretReference]
    [Description("Token of temporary keys, in the same forms. Default: none; the keys last.")]
    public string? SessionToken { get; set; }
}
