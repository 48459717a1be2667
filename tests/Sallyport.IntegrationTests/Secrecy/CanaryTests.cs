using System.Security.Cryptography;
using System.Text;
using Sallyport.IntegrationTests.Faults;
using Sallyport.IntegrationTests.Hygiene;
using Sallyport.IntegrationTests.Telemetry;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Secrecy;

/// <summary>Everything that passes through is marked, and afterwards looked for in every place where it must not be.</summary>
public sealed class CanaryTests
{
    private static readonly string[] Kinds = ["prompt", "system prompt", "tool arguments", "unknown field", "reply", "upstream error", "header value", "query value", "path", "wrong key", "bad configuration", "admin header"];

    [Fact]
    public async Task No_canary_is_in_any_log_metric_trace_error_or_file_that_is_not_meant_to_hold_it()
    {
        // 1. Marks.
        var canaries = Kinds.ToDictionary(k => k, k => "Kn" + RandomNumberGenerator.GetHexString(26, lowercase: true), StringComparer.Ordinal);
        var upstreamKey = "sk-up-" + RandomNumberGenerator.GetHexString(40, lowercase: true);
        await using var otlp = await OtlpReceiver.StartAsync();
        var gateway = await FaultGateway.StartAsync(", idle_timeout: 1s, first_byte_timeout: 2s", "telemetry: { log_level: trace }", new Dictionary<string, string> { ["FAULT_UPSTREAM_KEY"] = upstreamKey, ["OTEL_EXPORTER_OTLP_ENDPOINT"] = otlp.Address.OriginalString.TrimEnd('/') });
        var ended = false;
        try
        {
            canaries["upstream key"] = upstreamKey;
            canaries["virtual key"] = gateway.Key[^38..];
            canaries["admin token"] = gateway.Server.AdminToken;
            var wrongKey = TestKey.Create();
            canaries["wrong key, well-formed"] = wrongKey[^38..];
            var heard = new StringBuilder(); // bodies of refusals, and headers of all answers

            // 2. Traffic: good, masked, blocked, refused, failing.
            using var client = gateway.Client();
            foreach (var surface in Surface.All)
            {
                foreach (var stream in (bool[])[false, true])
                {
                    foreach (var reply in Replies(surface, stream, canaries))
                    {
                        gateway.Upstream.Reply = reply;
                        await AskAsync(client, Rich(surface, gateway.Key, stream, canaries, ""), heard);
                    }

                    gateway.Upstream.Reply = FaultGateway.ReplyWellAsync;
                    await AskAsync(client, Rich(surface, gateway.Key, stream, canaries, "nightjar"), heard);
                    await AskAsync(client, Rich(surface, wrongKey, stream, canaries, ""), heard);
                    await AskAsync(client, Rich(surface, canaries["wrong key"], stream, canaries, ""), heard);
                    await AskAsync(client, Rich(surface, gateway.Key, stream, canaries, "").Header("x-api-key", canaries["wrong key"]), heard);
                    await AskAsync(client, Rich(surface, gateway.Key, stream, canaries, "").To("/v1/" + canaries["path"]), heard);
                    await AskAsync(client, Rich(surface, gateway.Key, stream, canaries, "").To(surface.Path(false) + "?beta=" + canaries["query value"] + "&key=" + canaries["wrong key"]), heard);
                    await AskAsync(client, Rich(surface, "", stream, canaries, "").To(surface.Path(false) + "?key=" + gateway.Key), heard);
                    await AskAsync(client, Rich(surface, gateway.Key, stream, canaries, "").With("{\"" + canaries["unknown field"] + "\":\"" + canaries["prompt"]), heard);
                    await AskAsync(client, Rich(surface, gateway.Key, stream, canaries, "").Header("idempotency-key", canaries["header value"] + new string('a', 5_000)), heard);
                    await AskAsync(client, Rich(surface, gateway.Key, stream, canaries, "").Header("traceparent", canaries["header value"]), heard);
                }

                await RawHttp.SendAsync(gateway.Server.Url.Port, Encoding.Latin1.GetBytes($"POST {surface.Path(false)} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {gateway.Key}\r\nx-bad: {canaries["header value"]}\0\r\ncontent-length: 3\r\n\r\n{canaries["prompt"]}"), TimeSpan.FromSeconds(10));
                await RawHttp.SendAsync(gateway.Server.Url.Port, Encoding.Latin1.GetBytes($"POST /{canaries["path"]}\0 HTTP/1.1\r\nhost: a\r\n\r\n"), TimeSpan.FromSeconds(10));
            }

            // 3. Administrators, and a bad file. A file that is refused is not in force, so its words are only those of keys and values it complains about.
            using var admin = gateway.Server.CreateAdminClient();
            foreach (var path in (string[])["/admin/v1/keys", "/admin/v1/audit", "/admin/v1/" + canaries["path"], "/metrics", "/readyz"])
            {
                await AskAsync(admin, new HttpRequestMessage(HttpMethod.Get, path).Header("x-note", canaries["admin header"]), heard);
                await AskAsync(client, new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Server.AdminUrl, path)).Header("authorization", "Bearer " + canaries["wrong key"]), heard);
            }

            var good = await File.ReadAllTextAsync(gateway.Server.ConfigurationFile!);
            await File.WriteAllTextAsync(gateway.Server.ConfigurationFile!, good.Replace("\"${env:FAULT_UPSTREAM_KEY}\"", "\"" + canaries["bad configuration"] + "\"", StringComparison.Ordinal));
            gateway.Server.Hangup();
            await FaultGateway.Until(() => gateway.Server.StandardError.Contains("Reload refused", StringComparison.Ordinal), TimeSpan.FromSeconds(10), "the bad file is refused");
            await File.WriteAllTextAsync(gateway.Server.ConfigurationFile!, good);

            // 4. Every place.
            var metrics = await admin.GetStringAsync(new Uri("/metrics", UriKind.Relative));
            var listed = await gateway.Server.RunVerbAsync("audit", "list", "--json");
            var exported = await gateway.Server.RunVerbAsync("audit", "export");
            var places = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var file in FilesOf(gateway.Server.DataDirectory)) places["while running: " + Path.GetFileName(file)] = await ReadAsync(file);
            Assert.Equal(0, await gateway.Server.TerminateAsync(TimeSpan.FromSeconds(40)));
            ended = true;
            foreach (var file in FilesOf(gateway.Server.DataDirectory)) places["after the end: " + Path.GetFileName(file)] = await ReadAsync(file);
            places["standard output"] = Encoding.UTF8.GetBytes(gateway.Server.StandardOutput);
            places["standard error"] = Encoding.UTF8.GetBytes(gateway.Server.StandardError);
            places["metrics"] = Encoding.UTF8.GetBytes(metrics);
            places["refusals and headers"] = Encoding.UTF8.GetBytes(heard.ToString());
            places["audit list"] = Encoding.UTF8.GetBytes(listed.Output + listed.Error);
            places["audit export"] = Encoding.UTF8.GetBytes(exported.Output + exported.Error);
            foreach (var (path, _, body) in otlp.Received) places["otlp " + path] = [.. places.GetValueOrDefault("otlp " + path, []), .. body];

            var found = from place in places from canary in canaries from form in Forms(canary.Value) where place.Value.AsSpan().IndexOf(form.Bytes) >= 0 select $"{canary.Key} ({form.Name}) in {place.Key}";
            Assert.Empty(found);

            // 5. The places were really looked at, and what was meant did arrive.
            Assert.True(places.ContainsKey("while running: sallyport.db-wal"), string.Join(", ", places.Keys));
            Assert.Contains(places.Keys, p => p == "otlp /v1/traces");
            Assert.True(places["audit export"].Length > 10_000, exported.Error);
            Assert.True(places["standard error"].Length > 1_000);
            Assert.Contains(gateway.Upstream.Requests, r => r.Text.Contains(canaries["prompt"], StringComparison.Ordinal));
            Assert.All(gateway.Upstream.Requests, r => Assert.Single(r.Headers, h => string.Concat(h.Value).Contains(upstreamKey, StringComparison.Ordinal)));
            Assert.DoesNotContain(gateway.Upstream.Requests, r => r.Text.Contains(gateway.Key[^38..], StringComparison.Ordinal) || r.Query.Contains(gateway.Key[^38..], StringComparison.Ordinal) || r.Headers.Any(h => string.Concat(h.Value).Contains(gateway.Key[^38..], StringComparison.Ordinal)));
        }
        finally
        {
            _ = ended;
            await gateway.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_new_key_is_shown_once_on_the_first_start_and_kept_nowhere()
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-first-");
        try
        {
            string key;
            await using (var first = await ServerProcess.StartAsync(new ServerProcessOptions { DataDirectory = folder.FullName, BootstrapKey = "" }))
            {
                await FaultGateway.Until(() => first.StandardOutput.Contains("curl", StringComparison.Ordinal), TimeSpan.FromSeconds(5), "the banner");
                key = System.Text.RegularExpressions.Regex.Match(first.StandardOutput, "sp_dev_[0-9A-Za-z]{10}_[0-9A-Za-z]{38}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
                Assert.NotEmpty(key);
                Assert.DoesNotContain(key[^38..], first.StandardError, StringComparison.Ordinal);
                using var client = new HttpClient { BaseAddress = first.Url };
                using var answer = await client.SendAsync(Surface.All[0].Request(key, "hello", stream: false));
                Assert.Equal(200, (int)answer.StatusCode);
                Assert.Equal(0, await first.TerminateAsync(TimeSpan.FromSeconds(20)));
            }

            foreach (var file in FilesOf(folder.FullName))
            {
                var bytes = await ReadAsync(file);
                Assert.All(Forms(key[^38..]), f => Assert.True(bytes.AsSpan().IndexOf(f.Bytes) < 0, file));
            }

            await using var second = await ServerProcess.StartAsync(new ServerProcessOptions { DataDirectory = folder.FullName, BootstrapKey = "" });
            Assert.DoesNotContain("sp_dev_", second.StandardOutput, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static HttpRequestMessage Rich(Surface surface, string key, bool stream, Dictionary<string, string> canaries, string more)
    {
        var text = canaries["prompt"] + " \u00e9\"\\ " + more;
        var fields = surface.Name switch
        {
            "complete" => "}",
            "messages" => ",'system':'SYSTEM','tools':[{'name':'f','description':'TOOL','input_schema':{'type':'object'}}],'x_unknown':'UNKNOWN'}",
            "responses" => ",'instructions':'SYSTEM','tools':[{'type':'function','name':'f','description':'TOOL','parameters':{'type':'object'}}],'x_unknown':'UNKNOWN'}",
            "chat" => ",'tools':[{'type':'function','function':{'name':'f','description':'TOOL','parameters':{'type':'object'}}}],'x_unknown':'UNKNOWN'}",
            _ => ",'systemInstruction':{'parts':[{'text':'SYSTEM'}]},'tools':[{'functionDeclarations':[{'name':'f','description':'TOOL'}]}],'xUnknown':'UNKNOWN'}",
        };
        var body = surface.Body(text, stream)[..^1] + fields.Replace('\'', '"').Replace("SYSTEM", canaries["system prompt"], StringComparison.Ordinal).Replace("TOOL", canaries["tool arguments"], StringComparison.Ordinal).Replace("UNKNOWN", canaries["unknown field"], StringComparison.Ordinal);
        var request = surface.Request(key, "", stream).With(body);
        return request.Header("x-custom", canaries["header value"]).Header("cookie", "s=" + canaries["header value"]).Header("user-agent", canaries["header value"]).Header("x-forwarded-for", canaries["header value"]);
    }

    private static IEnumerable<Func<UpstreamExchange, Task>> Replies(Surface surface, bool stream, Dictionary<string, string> canaries)
    {
        var text = canaries["reply"] + " 123-45-6789 ";
        if (stream) yield return e => FaultGateway.StreamAsync(e, surface, surface.Stream(text, "more"));
        else yield return e => e.JsonAsync(surface.Answer(text));
        if (stream)
        {
            yield return e => FaultGateway.StreamAsync(e, surface, surface.Stream(text, "nightjar"));
            yield return async e =>
            {
                await FaultGateway.StreamAsync(e, surface, surface.Opening() + surface.Delta(text));
                e.Reset();
            };
            yield return e => FaultGateway.StreamAsync(e, surface, surface.Opening() + surface.Delta(text) + "data: {\"" + canaries["reply"]);
        }
        else
        {
            yield return e => e.JsonAsync(surface.Answer(text + "nightjar"));
            yield return e => e.JsonAsync("{\"" + canaries["reply"]);
            yield return e => { e.Reset(); return Task.CompletedTask; };
            yield return e => e.RawAndCloseAsync("HTTP/1.1 200 " + canaries["reply"] + "\r\nbad header " + canaries["reply"] + "\r\n\r\n");
        }

        yield return e => e.JsonAsync("{\"error\":{\"message\":\"key " + canaries["upstream key"] + " " + canaries["upstream error"] + "\",\"type\":\"a\"}}", 401);
        yield return e => e.JsonAsync("<html>" + canaries["upstream error"], 500);
        yield return e => e.JsonAsync("{}", 302, ("location", "http://127.0.0.1/" + canaries["upstream error"]));
    }

    private static async Task AskAsync(HttpClient client, HttpRequestMessage request, StringBuilder heard)
    {
        using var sent = request;
        try
        {
            using var response = await client.SendAsync(request);
            foreach (var (name, values) in response.Headers.Concat(response.Content.Headers)) heard.Append(name).Append(": ").AppendJoin(',', values).Append('\n');
            var body = await response.Content.ReadAsStringAsync();
            if (!response.IsSuccessStatusCode) heard.AppendLine(body);
        }
        catch (HttpRequestException)
        {
            // cut, as some of these must be
        }
    }

    // The lock file is empty, and its lock keeps readers out.
    private static IEnumerable<string> FilesOf(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal));

    private static async Task<byte[]> ReadAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    /// <summary>The ways in which a value can lie somewhere. A canary is letters and digits, so escaping for JSON or URLs leaves it as it is.</summary>
    private static IEnumerable<(string Name, byte[] Bytes)> Forms(string canary)
    {
        var bytes = Encoding.ASCII.GetBytes(canary);
        yield return ("raw", bytes);
        yield return ("upper case", Encoding.ASCII.GetBytes(canary.ToUpperInvariant()));
        yield return ("UTF-16", Encoding.Unicode.GetBytes(canary));
        yield return ("hex", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes)));
        yield return ("HEX", Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)));
        yield return ("reversed", [.. bytes.Reverse()]);
        for (var shift = 0; shift < 3; shift++)
        {
            // What stands before moves the groups of three; the first and last group depend on it, so they are left out.
            var text = Convert.ToBase64String([.. new byte[shift], .. bytes]);
            yield return ("base64", Encoding.ASCII.GetBytes(text[4..(text.Length - 4)]));
        }
    }
}
