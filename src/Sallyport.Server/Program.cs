using System.CommandLine;
using Sallyport.Server.Hosting;
using Sallyport.Server.Verbs;

// Read by the runtime when the first socket is made; with the transport's inline scheduling it halves the cost of a streamed event.
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");

using var rooms = new GatewayRooms();
var root = ServeVerb.CreateRoot(rooms);
root.Subcommands.Add(ServeVerb.Create(rooms));
root.Subcommands.Add(CheckVerb.Create(rooms));
root.Subcommands.Add(SchemaVerb.Create());
root.Subcommands.Add(VersionVerb.Create());
root.Subcommands.Add(ImportVerb.Create());
root.Subcommands.Add(ScanVerb.Create());
foreach (var verb in rooms.Verbs()) root.Subcommands.Add(verb);

// The library would end the process 2 s after SIGTERM, whatever is open then; how long to drain is ours to say.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
