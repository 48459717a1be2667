using Sallyport.Detection;
using Sallyport.Detection.ContentClasses;
using Sallyport.Gateway.Configuration.Options;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Turns the file's content classes into rules. A class that the file does not name is not looked for.</summary>
internal static class ClassCompiler
{
    public static IReadOnlyList<ClassRule> Compile(Dictionary<string, ClassOptions> classes, ConfigurationProblems problems)
    {
        var rules = new List<ClassRule>();
        foreach (var (id, options) in classes)
        {
            var index = ContentClassifier.Ids.ToList().IndexOf(id);
            if (index < 0) problems.Add("classes." + id, "there is no such class", string.Join(", ", ContentClassifier.Ids));
            else rules.Add(new ClassRule(index, (float)options.MinScore, new InspectionRule("classes", "class-" + id, "CLASS", Words.Action(options.Action), MonitorOnly: false, Confidence.Possible, Words.Sensitivity(options.Sensitivity))));
        }

        return rules;
    }
}
