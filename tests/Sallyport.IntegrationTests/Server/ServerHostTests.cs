using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Telemetry;
using Sallyport.Server.Hosting;
using Xunit;

namespace Sallyport.IntegrationTests.Server;

public sealed class ServerHostTests
{
    [Fact]
    public async Task Admin_endpoints_answer_on_the_admin_listener_alone_and_the_path_on_the_other()
    {
        await using var server = await RunningServer.StartAsync(new TestRooms());

        Assert.Equal((HttpStatusCode.OK, "path"), await server.GetAsync(server.Api + "/admin/v1/probe"));
        Assert.Equal((HttpStatusCode.OK, "path"), await server.GetAsync(server.Api + "/metrics"));
        Assert.Equal((HttpStatusCode.OK, "admin"), await server.GetAsync(server.Admin + "/admin/v1/probe"));
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync(server.Admin + "/v1/chat/completions")).Status);
    }

    [Fact]
    public async Task A_host_header_does_not_move_a_request_to_the_other_listener()
    {
        await using var server = await RunningServer.StartAsync(new TestRooms());
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Api + "/admin/v1/probe") { Headers = { Host = server.Host.AdminAddress.ToString() } };
        request.Headers.Add("X-Forwarded-Port", server.Host.AdminAddress.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var response = await server.Client.SendAsync(request);

        Assert.Equal("path", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Health_answers_on_both_listeners_and_readiness_says_what_is_missing()
    {
        await using var server = await RunningServer.StartAsync(new TestRooms { Ready = ReadyParts.Keys });

        foreach (var listener in (string[])[server.Api, server.Admin])
        {
            Assert.Equal((HttpStatusCode.OK, """{"status":"ok"}"""), await server.GetAsync(listener + "/healthz"));
            Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"ready":false,"waiting_for":["store"]}"""), await server.GetAsync(listener + "/readyz"));
        }

        server.Host.Readiness.Set(ReadyParts.Store, true);
        Assert.Equal((HttpStatusCode.OK, """{"ready":true,"waiting_for":[]}"""), await server.GetAsync(server.Api + "/readyz"));
    }

    [Fact]
    public async Task Draining_turns_readiness_off_and_lets_open_exchanges_end()
    {
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = await RunningServer.StartAsync(new TestRooms(async context =>
        {
            entered.SetResult();
            await release.Task;
            await context.Response.WriteAsync("done");
        }));
        var open = server.GetAsync(server.Api + "/v1/chat/completions");
        await entered.Task;
        var stop = server.Host.StopAsync(CancellationToken.None);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"ready":false,"waiting_for":["draining"]}"""), await server.GetAsync(server.Api + "/readyz"));
        Assert.False(stop.IsCompleted);

        release.SetResult();
        Assert.Equal((HttpStatusCode.OK, "done"), await open);
        await stop.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task What_is_open_after_the_drain_time_is_cut()
    {
        var entered = new TaskCompletionSource();
        await using var server = await RunningServer.StartAsync(
            new TestRooms(async context =>
            {
                entered.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }),
            drainSeconds: 1);
        var open = server.GetAsync(server.Api + "/v1/chat/completions");
        await entered.Task;

        await server.Host.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => open);
    }

    [Fact]
    public async Task A_second_signal_ends_the_wait()
    {
        var entered = new TaskCompletionSource();
        await using var server = await RunningServer.StartAsync(
            new TestRooms(async context =>
            {
                entered.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }),
            drainSeconds: 3600);
        var open = server.GetAsync(server.Api + "/");
        await entered.Task;
        using var hurry = new CancellationTokenSource();
        var stop = server.Host.StopAsync(hurry.Token);
        await hurry.CancelAsync();

        await stop.WaitAsync(TimeSpan.FromSeconds(10));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => open);
    }

    [Fact]
    public async Task A_changed_file_is_in_force_without_a_restart_and_a_bad_one_changes_nothing()
    {
        await using var server = await RunningServer.StartAsync(new TestRooms(), "limits: { max_request_bytes: 2000 }");
        var source = server.Host.Services.GetRequiredService<SnapshotSource>();
        var reloader = server.Host.Services.GetRequiredService<ConfigurationReloader>();
        var changed = new TaskCompletionSource<GatewaySnapshot>();
        source.Changed += s => changed.TrySetResult(s);

        server.File.Write("limits: { max_request_bytes: 3000 }\nlisten: { api: \"127.0.0.1:1234\" }\nstorage: { path: elsewhere/sallyport.db }");
        var next = await changed.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal((3000, next), (next.Limits.MaxRequestBytes, source.Current));

        server.File.Write("limits: { max_request_bytes: 1 }");
        Assert.False(reloader.Reload());
        Assert.Same(next, source.Current);
        Assert.Equal("limits.max_request_bytes", Assert.Single(reloader.Status.LastRefusal!.Problems).Key);
        Assert.Equal(next.Version, reloader.Status.Version);
        Assert.Equal(["storage"], reloader.Status.NeedsRestart); // SALLYPORT_API_LISTEN wins, so listen is as it was
        var metrics = (await server.GetAsync(server.Admin + "/metrics")).Body;
        Assert.Contains("sallyport_config_reloads_total{result=\"ok\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("sallyport_config_reloads_total{result=\"refused\"}", metrics, StringComparison.Ordinal);

        server.File.Write("limits: { max_request_bytes: 4000 }");
        Assert.True(reloader.Reload());
        Assert.Null(reloader.Status.LastRefusal);
    }

    [Fact]
    public async Task Headers_beyond_the_limit_are_refused_and_no_answer_names_the_server()
    {
        await using var server = await RunningServer.StartAsync(new TestRooms());

        using var plain = await server.Client.GetAsync(new Uri(server.Api));
        Assert.False(plain.Headers.Contains("Server"));
        Assert.StartsWith("HTTP/1.1 431", await RawAsync(server, "GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + new string('a', 33 * 1024) + "\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 414", await RawAsync(server, "GET /" + new string('a', 9 * 1024) + " HTTP/1.1\r\nHost: x\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_taken_port_is_told_as_such()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var file = new Sallyport.Testing.Configuration.ConfigurationFile($"listen: {{ api: \"{taken.LocalEndpoint}\", admin: \"127.0.0.1:0\" }}");
        var compiler = file.Compiler();
        var compiled = compiler.Compile(file.FilePath, file.Startup(), out var problems);
        await using var host = new ServerHost(new(file.FilePath, file.Startup(), compiler, compiled, problems), new TestRooms(), TimeProvider.System, "Sallyport.Test.Taken");

        await Assert.ThrowsAnyAsync<IOException>(() => host.StartAsync(CancellationToken.None));
    }

    [Fact]
    public async Task The_banner_shows_a_new_key_once_with_a_line_to_paste()
    {
        await using var server = await RunningServer.StartAsync(new TestRooms { First = new FirstStart("sp_test_key", "a-generated-token") });
        var banner = Banner.Text(server.Host);

        Assert.Contains($"curl {server.Api}/v1/chat/completions", banner, StringComparison.Ordinal);
        Assert.Contains("'Authorization: Bearer sp_test_key'", banner, StringComparison.Ordinal);
        Assert.Contains("simulated provider (no provider key set)", banner, StringComparison.Ordinal);
        Assert.Contains("a-generated-token", banner, StringComparison.Ordinal);
    }

    private static async Task<string> RawAsync(RunningServer server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host.ApiAddress);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync() ?? "";
    }
}
