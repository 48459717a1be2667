using System.Text.Json;
using Microsoft.Extensions.Logging.Console;

namespace Sallyport.Server.Hosting;

/// <summary>One JSON object a line on standard error, times in UTC. Standard output is for people: the banner and what verbs print.</summary>
internal static class ServerLogging
{
    public static void Configure(ILoggingBuilder logging, LogLevel least)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(least);
        logging.AddFilter("Microsoft", least > LogLevel.Warning ? least : LogLevel.Warning);
        logging.AddFilter("System", least > LogLevel.Warning ? least : LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None); // if it may log, ASP.NET makes an Activity for every request
        logging.AddJsonConsole(json =>
        {
            json.IncludeScopes = false;
            json.UseUtcTimestamp = true;
            json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            json.JsonWriterOptions = new JsonWriterOptions { Indented = false };
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
