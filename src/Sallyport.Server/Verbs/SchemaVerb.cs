using System.CommandLine;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport schema</c>: prints the JSON Schema of the configuration file, for editors and for docs/sallyport.schema.json.</summary>
internal static class SchemaVerb
{
    public static Command Create()
    {
        var command = new Command("schema", "Print the JSON Schema of the configuration file.");
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.Write(ConfigurationSchema.Text()));
        return command;
    }
}
