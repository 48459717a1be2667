using System.CommandLine;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport version</c>.</summary>
internal static class VersionVerb
{
    public static Command Create()
    {
        var command = new Command("version", "Print the version.");
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine($"sallyport {ProductVersion.Text}"));
        return command;
    }
}
