using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>An application that signs in to Microsoft Entra.</summary>
public sealed class EntraOptions
{
    [Required]
    [Description("Id or domain of the directory.")]
    public string Tenant { get; set; } = "";

    [Required]
    [Description("Id of the application. It needs the role Cognitive Services OpenAI User on the resource.")]
    public string ClientId { get; set; } = "";

    [Required]
    [SecretReference]
    [Description("The application's secret: ${env:NAME}, ${file:path} or os.environ/NAME.")]
    public string ClientSecret { get; set; } = "";

    [Description("Where applications sign in. Default https://login.microsoftonline.com; other clouds have others.")]
    public string Authority { get; set; } = "https://login.microsoftonline.com";

    [Description("What the token is for. Default https://cognitiveservices.azure.com/.default.")]
    public string Scope { get; set; } = "https://cognitiveservices.azure.com/.default";
}
