using System.CommandLine;
using Sallyport.Server.Verbs;

return await new RootCommand("Sallyport: a security gateway between applications and AI providers") { KeysVerb.Create(), AuditVerb.Create() }.Parse(args).InvokeAsync();
