using System.ComponentModel;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Which model the keys of each environment get.</summary>
public sealed class ModelEnvironmentOptions
{
    [Description("Name under models for keys of development.")]
    public string? Development { get; set; }

    [Description("Name under models for keys of staging.")]
    public string? Staging { get; set; }

    [Description("Name under models for keys of production.")]
    public string? Production { get; set; }
}
