using System.ComponentModel;

namespace Sallyport.Gateway.Configuration.Options;

/// <summary>A cost centre.</summary>
public sealed class DepartmentOptions
{
    [Description("Teams whose use it pays for, by the names that keys carry. A team has one department.")]
    public List<string> Teams { get; set; } = [];
}
