using System.CommandLine;
using Sallyport.Server.Verbs;

namespace Sallyport.IntegrationTests.Ledger;

/// <summary>Runs <c>sallyport audit …</c> in this process.</summary>
internal static class Verbs
{
    public static async Task<(int ExitCode, string Output, string Error)> AuditAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await AuditVerb.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
