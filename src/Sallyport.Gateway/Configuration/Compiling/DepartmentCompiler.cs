using System.Collections.Frozen;
using Sallyport.Gateway.Configuration.Options;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Finds each team's cost centre.</summary>
internal static class DepartmentCompiler
{
    private const int MaxLength = 64;

    public static FrozenDictionary<string, string> Compile(Dictionary<string, DepartmentOptions> options, ConfigurationProblems problems)
    {
        var teams = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, department) in options)
        {
            var key = "departments." + name;
            if (name.Length is 0 or > MaxLength || name.Any(char.IsControl)) problems.Add(key, "the name is not valid", $"1 to {MaxLength} characters");
            for (var i = 0; i < department.Teams.Count; i++)
            {
                if (!teams.TryAdd(department.Teams[i], name)) problems.NotValid($"{key}.teams[{i}]", department.Teams[i], $"a team that {teams[department.Teams[i]]} does not have already");
            }
        }

        return teams.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
