using System.CommandLine;
using System.Net;
using System.Security.Cryptography;
using Sallyport.Gateway.Configuration;
using Sallyport.Ledger.Notes;
using Sallyport.Server.Hosting;
using Sallyport.Storage.Files;

namespace Sallyport.Server.Verbs;

/// <summary><c>sallyport witness</c>: runs a witness for logs of other hosts until it is told to stop.</summary>
internal static class WitnessVerb
{
    public static Command Create()
    {
        var listen = new Option<string>("--listen") { Description = "Address and port. Put a TLS proxy in front if the network is not yours", HelpName = "ADDRESS:PORT", DefaultValueFactory = _ => "127.0.0.1:7380" };
        var data = new Option<string>("--data") { Description = "Directory of the witness's key and of what it cosigned; made on the first start", HelpName = "DIR", Required = true };
        var name = new Option<string?>("--name") { Description = "Name of the witness, kept in its key on the first start: usually a host name", HelpName = "NAME" };
        var logs = new Option<string[]>("--log") { Description = "Public key of a log to cosign, name+id+base64. Repeatable", HelpName = "VKEY", Required = true };
        var command = new Command("witness", "Cosign checkpoints of logs on other hosts, so that nobody there can cut them back or show two histories") { listen, data, name, logs };
        command.SetAction(async (parsed, cancellation) =>
        {
            try
            {
                if (!IPEndPoint.TryParse(parsed.GetRequiredValue(listen), out var address)) throw new FormatException("--listen is an address and a port, such as 127.0.0.1:7380");
                var known = parsed.GetRequiredValue(logs).Select(NoteVerifier.Parse).GroupBy(k => k.Name, StringComparer.Ordinal).Select(g => new CheckpointPolicy([.. g], [], 0)).ToArray();
                using var stop = new StopSignals();
                using var directory = WitnessDirectory.Open(Path.GetFullPath(parsed.GetRequiredValue(data)), parsed.GetValue(name));
                await using var host = new WitnessHost(directory, known, address, TimeProvider.System);
                await host.StartAsync(cancellation);
                await parsed.InvocationConfiguration.Output.WriteLineAsync($"witness {directory.Signer.VerifierKey} on http://{host.Address}/ for {string.Join(", ", known.Select(k => k.Origin))}");
                await stop.FirstAsync();
                return ExitCodes.Ok;
            }
            catch (Exception e) when (e is InstallationException or FormatException or IOException or CryptographicException)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(e.Message);
                return e is IOException ? ExitCodes.CannotStart : ExitCodes.BadConfiguration;
            }
        });
        return command;
    }
}
