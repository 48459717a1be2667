using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Telemetry;
using Sallyport.Server.Verbs;

namespace Sallyport.Server.Hosting;

/// <summary>Two listeners, their limits, health, metrics, reload and an orderly end.</summary>
internal sealed partial class ServerHost : IAsyncDisposable
{
    /// <summary>Most of the drain time that is kept for telling clients that an exchange ends early, and for recording it.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(3);

    /// <summary>Most that the system keeps for a client that does not read, in bytes; by itself it takes 4 MiB each. At 100 ms away still 2.5 MB/s.</summary>
    private const int MaxUnreadBytes = 256 * 1024;

    private readonly LoadedConfiguration _loaded;
    private readonly IRooms _rooms;
    private readonly TimeProvider _time;
    private readonly WebApplication _app;
    private readonly GatewayMetrics _metrics;
    private readonly GatewayTelemetry _telemetry;
    private readonly ConfigurationReloader _reloader;
    private readonly ILogger _logger;
    private PosixSignalRegistration? _reload;
    private ListenerCertificate? _certificate;

    /// <param name="loaded">A configuration without problems.</param>
    /// <param name="meterName">Another name keeps two gateways in one process apart.</param>
    public ServerHost(LoadedConfiguration loaded, IRooms rooms, TimeProvider time, string meterName = GatewayMetrics.MeterName)
    {
        (_loaded, _rooms, _time) = (loaded, rooms, time);
        var configuration = Compiled;
        _metrics = new GatewayMetrics(meterName);
        _telemetry = new GatewayTelemetry(meterName, configuration.Server.OtlpEndpoint, ProductVersion.Text);

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear(); // no appsettings.json, no ASPNETCORE_*: one configuration, and it is checked
        ServerLogging.Configure(builder.Logging, configuration.Server.LogLevel);
        builder.WebHost.UseSockets(o =>
        {
            o.UnsafePreferInlineScheduling = true;
            o.CreateBoundListenSocket = Listen;
        });
        builder.WebHost.ConfigureKestrel(ConfigureKestrel);
        builder.Services.AddSingleton<Microsoft.AspNetCore.Connections.IMemoryPoolFactory<byte>, ReadBlocks.Factory>();
        builder.Services.AddSingleton<IHostLifetime, OwnLifetime>();
        builder.Services.AddSingleton(new SnapshotSource(configuration.Snapshot));
        builder.Services.AddSingleton(configuration.Server);
        builder.Services.AddSingleton(loaded.Startup);
        builder.Services.AddSingleton(_metrics);
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(s => new ConfigurationReloader(
            loaded.Compiler, loaded.File, loaded.Startup, configuration, s.GetRequiredService<SnapshotSource>(), s.GetService<ConfigurationRecord>(), _metrics, time, s.GetRequiredService<ILogger<ConfigurationReloader>>()));
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = Timeout.InfiniteTimeSpan); // StopAsync brings its own deadline
        rooms.AddServices(builder.Services);

        _app = builder.Build();
        _logger = _app.Services.GetRequiredService<ILogger<ServerHost>>();
        _reloader = _app.Services.GetRequiredService<ConfigurationReloader>();
        Readiness = _app.Services.GetRequiredService<Readiness>();
        _app.Run(Dispatch());
    }

    /// <summary>Address that applications use; the real port once started.</summary>
    public IPEndPoint ApiAddress { get; private set; } = new(IPAddress.None, 0);

    public IPEndPoint AdminAddress { get; private set; } = new(IPAddress.None, 0);

    public FirstStart FirstStart { get; private set; } = FirstStart.Nothing;

    public Readiness Readiness { get; }

    public IServiceProvider Services => _app.Services;

    public CompiledConfiguration Compiled => _loaded.Compiled ?? throw new InvalidOperationException("The configuration has problems.");

    public LoadedConfiguration Loaded => _loaded;

    /// <summary>1. Rooms prepare. 2. Listeners open. 3. The path warms up. 4. Readiness may turn on. 5. Reloads are accepted.</summary>
    /// <exception cref="IOException">An address is taken or not ours.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        Readiness.Set(ReadyParts.Configuration, true);
        FirstStart = await _rooms.PrepareAsync(_app.Services, cancellation);
        await _app.StartAsync(cancellation);
        var bound = _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Select(a => new Uri(a)).ToArray();
        ApiAddress = new IPEndPoint(Compiled.Server.ApiListen.Address, bound[0].Port); // in the order of ConfigureKestrel
        AdminAddress = new IPEndPoint(Compiled.Server.AdminListen.Address, bound[1].Port);
        await _rooms.WarmUpAsync(_app.Services, cancellation);

        _reloader.Watch();
        _reload = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            _reloader.Reload();
        });
        if (Compiled.Server.Tls is null && !IPAddress.IsLoopback(ApiAddress.Address)) Log.InClear(_logger, ApiAddress);
        if (!IPAddress.IsLoopback(AdminAddress.Address)) Log.AdminReachable(_logger, AdminAddress);
        var prices = Compiled.Snapshot.Prices;
        if (prices.IsStale(DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime), Compiled.Snapshot.PricesStaleAfterDays)) Log.StalePrices(_logger, prices.Version, prices.AsOf!.Value);
        Log.Started(_logger, ProductVersion.Text, ApiAddress, AdminAddress, Compiled.Snapshot.Version, (long)_time.GetElapsedTime(began).TotalMilliseconds);
    }

    /// <summary>
    /// 1. Readiness off, new exchanges refused. 2. Open exchanges go on until none is left or the drain time is nearly over.
    /// 3. The rooms end what is left, so that its clients hear why. 4. What is left then is cut. 5. All of it is recorded.
    /// </summary>
    /// <param name="hurry">Ends the wait.</param>
    public async Task StopAsync(CancellationToken hurry)
    {
        var began = _time.GetTimestamp();
        Readiness.Drain();
        _reload?.Dispose();
        Log.Draining(_logger, _metrics.OpenExchanges, (int)_loaded.Startup.Drain.TotalSeconds);
        var drain = _loaded.Startup.Drain;
        var goodbye = TimeSpan.FromTicks(Math.Min(drain.Ticks / 4, Goodbye.Ticks));
        var isDone = await UntilNoneIsOpenAsync(drain - goodbye, hurry);
        if (!isDone)
        {
            Log.Ending(_logger, _metrics.OpenExchanges);
            _rooms.EndOpen(_app.Services);
            isDone = await UntilNoneIsOpenAsync(goodbye, CancellationToken.None);
            if (!isDone) Log.Cutting(_logger, _metrics.OpenExchanges);
        }

        using var cut = new CancellationTokenSource(isDone ? Goodbye : TimeSpan.Zero, _time); // an ended exchange may still have the last bytes of its answer to send
        await _app.StopAsync(cut.Token);
        await UntilNoneIsOpenAsync(Goodbye, CancellationToken.None); // a cut exchange still has its result to record
        _telemetry.Flush(TimeSpan.FromSeconds(2));
        Log.Stopped(_logger, (long)_time.GetElapsedTime(began).TotalMilliseconds);
    }

    public async ValueTask DisposeAsync()
    {
        _reload?.Dispose();
        await _app.DisposeAsync();
        _certificate?.Dispose();
        _telemetry.Dispose();
        _metrics.Dispose();
    }

    private static Socket Listen(EndPoint address)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(address);
        socket.SendBufferSize = MaxUnreadBytes; // what it accepts inherits it
        return socket;
    }

    private async Task<bool> UntilNoneIsOpenAsync(TimeSpan limit, CancellationToken hurry)
    {
        using var deadline = new CancellationTokenSource(limit, _time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, hurry);
        try
        {
            while (_metrics.OpenExchanges > 0) await Task.Delay(TimeSpan.FromMilliseconds(20), _time, enough.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return _metrics.OpenExchanges == 0;
        }
    }

    private void ConfigureKestrel(KestrelServerOptions kestrel)
    {
        var server = Compiled.Server;
        if (server.Tls is { } tls) _certificate = new ListenerCertificate(tls, _time, kestrel.ApplicationServices.GetRequiredService<ILogger<ServerHost>>());
        kestrel.AddServerHeader = false;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
        kestrel.Limits.MinResponseDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 100;
        kestrel.Limits.MaxConcurrentConnections = 20_000;
        kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
        kestrel.Limits.MaxRequestBodySize = 256 * 1024 * 1024; // the outer wall; limits.max_request_bytes is the rule, and answers in the client's dialect
        kestrel.Listen(server.ApiListen, Prepare);
        kestrel.Listen(server.AdminListen, l =>
        {
            Prepare(l);
            l.Use(next => connection =>
            {
                connection.Features.Set(ListenerFeature.Admin);
                return next(connection);
            });
        });
    }

    private void Prepare(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (_certificate is { } certificate) listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => new(certificate.Current()) });
    }

    private RequestDelegate Dispatch()
    {
        var (api, admin, readiness) = (_rooms.Api(_app.Services), AdminPipeline(), Readiness);
        return context =>
        {
            if (HealthAnswers.Matches(context.Request.Path)) return HealthAnswers.AnswerAsync(context, readiness);
            if (context.Features.Get<ListenerFeature>() is not null) return admin(context);
            return api(context);
        };
    }

    /// <summary>A builder of its own: endpoints mapped here exist on no other listener.</summary>
    private RequestDelegate AdminPipeline()
    {
        var admin = new ApplicationBuilder(_app.Services);
        admin.UseRouting();
        admin.UseEndpoints(endpoints =>
        {
            // Open on purpose: counts and durations only, on a listener that is for administrators.
            endpoints.MapGet("/metrics", (RequestDelegate)ScrapeAsync);
            _rooms.MapAdmin(endpoints);
        });
        return admin.Build();
    }

    private async Task ScrapeAsync(HttpContext context)
    {
        var text = _telemetry.Scrape();
        if (text.Length == 0)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            Log.NotScraped(_logger, _telemetry.ScrapeFailure ?? "no cause is known");
        }

        context.Response.ContentType = GatewayTelemetry.ScrapeContentType;
        await context.Response.Body.WriteAsync(text, context.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(12001, LogLevel.Information, "Sallyport {Version} serves: api {Api}, admin {Admin}, configuration {Configuration}, started in {Milliseconds} ms")]
        public static partial void Started(ILogger logger, string version, IPEndPoint api, IPEndPoint admin, string configuration, long milliseconds);

        [LoggerMessage(12002, LogLevel.Information, "Draining: {Open} exchanges are open and have {Seconds} s")]
        public static partial void Draining(ILogger logger, int open, int seconds);

        [LoggerMessage(12005, LogLevel.Warning, "Drain time is nearly over; {Open} exchanges are ended")]
        public static partial void Ending(ILogger logger, int open);

        [LoggerMessage(12003, LogLevel.Warning, "Drain time is over; {Open} exchanges are cut")]
        public static partial void Cutting(ILogger logger, int open);

        [LoggerMessage(12005, LogLevel.Warning, "The api listener {Address} speaks plain HTTP beyond this machine; keys travel in clear unless a proxy in front ends TLS")]
        public static partial void InClear(ILogger logger, IPEndPoint address);

        [LoggerMessage(12006, LogLevel.Warning, "The admin listener {Address} can be reached from other machines, in clear; keep it on loopback or a management network")]
        public static partial void AdminReachable(ILogger logger, IPEndPoint address);

        [LoggerMessage(12007, LogLevel.Warning, "Prices {Version} were last seen on {AsOf}: costs may be wrong until a newer file is set as prices.file")]
        public static partial void StalePrices(ILogger logger, string version, DateOnly asOf);

        [LoggerMessage(12008, LogLevel.Warning, "The metrics could not be collected ({Cause}); the scrape was answered with 503")]
        public static partial void NotScraped(ILogger logger, string cause);

        [LoggerMessage(12004, LogLevel.Information, "Stopped after {Milliseconds} ms")]
        public static partial void Stopped(ILogger logger, long milliseconds);
    }
}
