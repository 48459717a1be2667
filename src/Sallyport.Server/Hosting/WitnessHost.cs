using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Sallyport.Ledger.Notes;
using Sallyport.Ledger.Witnessing;
using Sallyport.Storage.Files;

namespace Sallyport.Server.Hosting;

/// <summary>A witness over HTTP: one path, <c>POST /add-checkpoint</c>. Requests need no other proof of who sends them than the log's signature.</summary>
internal sealed partial class WitnessHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Witness _witness;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public WitnessHost(WitnessDirectory directory, IReadOnlyList<CheckpointPolicy> logs, IPEndPoint listen, TimeProvider time)
    {
        (_witness, _time) = (new Witness(directory.Signer, logs, directory), time);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        ServerLogging.Configure(builder.Logging, LogLevel.Information);
        builder.Services.AddSingleton<IHostLifetime, OwnLifetime>();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            k.Limits.MaxRequestBodySize = AddCheckpointRequest.MaxBytes;
            k.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            k.Limits.MaxConcurrentConnections = 1_000;
            k.Listen(listen);
        });
        _app = builder.Build();
        _logger = _app.Services.GetRequiredService<ILogger<WitnessHost>>();
        _app.Run(AnswerAsync);
    }

    /// <summary>The real port once started.</summary>
    public string Address => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Authority;

    public Task StartAsync(CancellationToken cancellation) => _app.StartAsync(cancellation);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path != "/add-checkpoint" || !HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        WitnessAnswer answer;
        try
        {
            answer = _witness.Add(body.GetBuffer().AsSpan(0, (int)body.Length), _time.GetUtcNow());
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Log.NotKept(_logger, e.Message);
            answer = new WitnessAnswer(StatusCodes.Status500InternalServerError);
        }

        Log.Answered(_logger, answer.Status);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.Status == StatusCodes.Status409Conflict ? WitnessAnswer.SizeType : "text/plain; charset=utf-8";
        await context.Response.WriteAsync(answer.Body, context.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(9101, LogLevel.Critical, "The witness cannot keep what it would cosign, so it does not cosign: {Reason}")]
        public static partial void NotKept(ILogger logger, string reason);

        [LoggerMessage(9102, LogLevel.Information, "A checkpoint was answered with {Status}")]
        public static partial void Answered(ILogger logger, int status);
    }
}
