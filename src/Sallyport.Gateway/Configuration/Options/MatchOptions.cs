using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sallyport.Gateway.Configuration.Reading;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>Whom something applies to. Lists that are given must all match; a list matches if one of its items does.</summary>
public sealed class MatchOptions
{
    [Description("Public ids of keys.")]
    public List<string> Keys { get; set; } = [];

    [Description("Owners of keys: users. * at the end matches any rest.")]
    public List<string> Users { get; set; } = [];

    [Description("Owners of keys: teams. * at the end matches any rest.")]
    public List<string> Teams { get; set; } = [];

    [Description("Owners of keys: organizations. * at the end matches any rest.")]
    public List<string> Organizations { get; set; } = [];

    [Description("Owners of keys: applications. * at the end matches any rest.")]
    public List<string> Applications { get; set; } = [];

    [Description("Purposes of keys. * at the end matches any rest.")]
    public List<string> Purposes { get; set; } = [];

    [Description("Tiers of keys.")]
    public List<string> Tiers { get; set; } = [];

    [Description("Environments of keys.")]
    [AllowedValues("development", "staging", "production")]
    public List<string> Environments { get; set; } = [];

    [Description("Models, as asked for or as named at the upstream. * at the end matches any rest.")]
    public List<string> Models { get; set; } = [];

    [Description("Upstreams that the request goes to first.")]
    public List<string> Upstreams { get; set; } = [];
}
