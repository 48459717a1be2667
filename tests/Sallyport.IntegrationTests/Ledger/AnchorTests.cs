using System.Diagnostics;
using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Anchors;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Audit.ReadModels;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Telemetry;
using Sallyport.IntegrationTests.Export;
using Sallyport.Ledger.Verification;
using Sallyport.Server.Verbs;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Ledger;

/// <summary>Anchors of every kind: a real file, the system's git, and moto's server, which speaks S3 with object lock.</summary>
public sealed class AnchorTests : IAsyncDisposable
{
    private const string Kept = "audit";

    private static int _count;

    private readonly ScratchDirectory _scratch = new();
    private readonly GatewayMetrics _metrics = new($"test.anchors{Interlocked.Increment(ref _count)}");
    private readonly Readiness _readiness = new();
    private LocalServer? _moto;
    private string? _endpoint;

    public async ValueTask DisposeAsync()
    {
        if (_moto is not null) await _moto.DisposeAsync();
        _metrics.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Each_anchor_gets_new_checkpoints_and_each_finds_a_log_that_was_rewound()
    {
        await using var installation = await Installation.StartAsync();
        var (file, git, s3) = (new FileAnchorTarget(_scratch.File("anchor/notes")), new GitAnchorTarget(await RepositoryAsync("repository"), "checkpoints", null), await BucketAsync());
        string[] places = [file.Path, $"git:{git.Folder}", $"s3://{Kept}/anchors/"];
        await installation.AddAsync(10);
        var first = await AnchoredAsync(installation, file, git, s3);
        installation.Close();
        var old = _scratch.File("old.db");
        File.Copy(installation.Database, old);
        await installation.OpenAsync();
        await installation.AddAsync(20);
        var second = await AnchoredAsync(installation, file, git, s3);
        installation.Close();
        Assert.True(second.Size > first.Size);

        var (exit, output, error) = await VerifyAsync(installation.Database, installation.Key, places);
        Assert.True(exit == 0, output + error);
        Assert.Contains("\"checked\": 7", output, StringComparison.Ordinal); // both checkpoints of each, and the file beside the database

        foreach (var place in places)
        {
            (exit, output, _) = await VerifyAsync(old, installation.Key, place);
            Assert.True(exit == 1, place);
            Assert.Contains("\"rewound\"", output, StringComparison.Ordinal);
        }

        // A gateway on the rewound log hears it from each of them, and overwrites nothing.
        File.Copy(old, installation.Database, overwrite: true);
        await installation.OpenAsync();
        await installation.AddAsync(40);
        await installation.SignAsync();
        await using (var run = await RunAsync(installation, file, git, s3))
        {
            await run.UntilAsync(states => states.All(s => s.Problem?.Contains("rewound", StringComparison.Ordinal) == true));
            Assert.Contains("\"failing\":[\"anchors\"]", Encoding.UTF8.GetString(_readiness.Describe()), StringComparison.Ordinal);
        }

        foreach (var place in places) Assert.Equal(2, (await AnchorReader.ReadAsync(place, Environment, TimeProvider.System, default)).Count);
    }

    [Fact]
    public async Task An_anchor_that_is_down_stops_nothing_and_gets_the_newest_checkpoint_when_it_is_back()
    {
        await using var installation = await Installation.StartAsync();
        var remote = _scratch.File("remote");
        var git = new GitAnchorTarget(await RepositoryAsync("repository"), "checkpoints", "origin");
        await GitAsync(git.Folder, "remote", "add", "origin", remote);
        var file = new FileAnchorTarget(_scratch.File("notes"));
        await installation.AddAsync(5);
        await installation.SignAsync();
        await using var run = await RunAsync(installation, git, file);
        await run.UntilAsync(states => states[0].FailingSince is not null && states[1].Size > 0); // the one that works does not wait
        await installation.AddAsync(5);
        var last = await installation.SignAsync();

        await RepositoryAsync("remote");
        await run.UntilAsync(states => states.All(s => s.Size == last.Size && s.FailingSince is null));
        Assert.DoesNotContain("failing", Encoding.UTF8.GetString(_readiness.Describe()), StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetString(last.Note.Span), await GitAsync(remote, "show", "checkpoints:checkpoint"));
    }

    [Fact]
    public async Task A_repository_that_was_cut_back_cannot_cut_back_its_remote()
    {
        await using var installation = await Installation.StartAsync();
        var remote = await RepositoryAsync("remote");
        var git = new GitAnchorTarget(await RepositoryAsync("repository"), "checkpoints", "origin");
        await GitAsync(git.Folder, "remote", "add", "origin", remote);
        await installation.AddAsync(5);
        await AnchoredAsync(installation, git);
        await installation.AddAsync(5);
        await AnchoredAsync(installation, git);
        await GitAsync(git.Folder, "update-ref", "refs/heads/checkpoints", (await GitAsync(git.Folder, "rev-parse", "checkpoints~1")).Trim());
        var head = await GitAsync(remote, "rev-parse", "checkpoints");
        await installation.AddAsync(5);
        await installation.SignAsync();

        await using var run = await RunAsync(installation, git);
        await run.UntilAsync(states => states[0].Problem == "git push failed");
        Assert.Equal(head, await GitAsync(remote, "rev-parse", "checkpoints"));
    }

    [Fact]
    public async Task What_a_thief_of_the_bucket_key_deletes_or_writes_over_is_read_all_the_same()
    {
        await using var installation = await Installation.StartAsync();
        var s3 = await BucketAsync();
        await installation.AddAsync(5);
        await AnchoredAsync(installation, s3);
        await installation.AddAsync(5);
        await AnchoredAsync(installation, s3);
        installation.Close();
        using var client = Client();
        var names = (await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Kept, Prefix = "anchors/checkpoints/" })).S3Objects.Select(o => o.Key).ToArray();
        Assert.Equal(2, names.Length);
        var head = await client.GetObjectMetadataAsync(Kept, names[0]);
        Assert.Equal(ObjectLockMode.Governance, head.ObjectLockMode);
        await client.DeleteObjectAsync(Kept, names[0]);

        var (exit, output, _) = await VerifyAsync(installation.Database, installation.Key, $"s3://{Kept}/anchors/");
        Assert.Equal(0, exit);
        Assert.Contains("\"checked\": 3", output, StringComparison.Ordinal);

        await client.PutObjectAsync(new PutObjectRequest { BucketName = Kept, Key = names[1], ContentBody = "nonsense" });
        (exit, output, _) = await VerifyAsync(installation.Database, installation.Key, $"s3://{Kept}/anchors/");
        Assert.Equal(1, exit);
        Assert.Contains("\"checked\": 4", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Checkpoints_come_no_more_often_than_every_so_often_and_the_newest_covers_the_rest()
    {
        await using var installation = await Installation.StartAsync();
        var file = new FileAnchorTarget(_scratch.File("notes"));
        await installation.AddAsync(1);
        await installation.SignAsync();
        await using var run = await RunAsync(installation, TimeSpan.FromHours(1), file);
        await run.UntilAsync(states => states[0].Size > 0);
        for (var i = 0; i < 20; i++)
        {
            await installation.AddAsync(1);
            await run.Checkpointer.CheckpointAsync(default);
        }

        Assert.Single(OutsideCheckpoint.Split("", await File.ReadAllBytesAsync(file.Path)));
    }

    [Fact]
    public async Task A_file_with_something_else_in_it_is_left_alone()
    {
        await using var installation = await Installation.StartAsync();
        var file = new FileAnchorTarget(_scratch.File("notes"));
        await File.WriteAllTextAsync(file.Path, "shopping list\n");
        await installation.AddAsync(1);
        await installation.SignAsync();
        await using var run = await RunAsync(installation, file);
        await run.UntilAsync(states => states[0].Problem?.StartsWith("the file does not end with a checkpoint", StringComparison.Ordinal) == true);
        Assert.Equal("shopping list\n", await File.ReadAllTextAsync(file.Path));
    }

    private Task<(int ExitCode, string Output, string Error)> VerifyAsync(string database, string key, params string[] places)
    {
        foreach (var name in (string[])["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"]) System.Environment.SetEnvironmentVariable(name, Environment(name));
        return Verbs.AuditAsync(["verify", "--database", database, "--key", key, "--json", .. places.SelectMany(p => (string[])["--anchor", p])]);
    }

    private string? Environment(string name) => name switch { "AWS_ACCESS_KEY_ID" or "AWS_SECRET_ACCESS_KEY" => "testing", "AWS_ENDPOINT_URL" => _endpoint, _ => null };

    private static async Task<string> GitAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", folder, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"git {string.Join(' ', arguments)}: {await process.StandardError.ReadToEndAsync()}");
        return output;
    }

    private async Task<string> RepositoryAsync(string name)
    {
        var folder = _scratch.File(name);
        Directory.CreateDirectory(folder);
        await GitAsync(folder, "init", "--quiet", "--bare");
        return folder;
    }

    private async Task<S3AnchorTarget> BucketAsync()
    {
        _moto = await LocalServer.StartAsync("moto_server", port => ["-H", "127.0.0.1", "-p", $"{port}"]);
        _endpoint = $"http://127.0.0.1:{_moto.Port}";
        using var client = Client();
        await client.PutBucketAsync(new PutBucketRequest { BucketName = Kept, ObjectLockEnabledForBucket = true });
        return new S3AnchorTarget(new S3Target(new Uri(_endpoint), "us-east-1", Kept, "anchors/", new Secret("testing"), new Secret("testing"), "GOVERNANCE", 30, TimeSpan.Zero, null));
    }

    private AmazonS3Client Client() => new(new BasicAWSCredentials("testing", "testing"), new AmazonS3Config { ServiceURL = $"http://127.0.0.1:{_moto!.Port}", ForcePathStyle = true, AuthenticationRegion = "us-east-1" });

    /// <summary>Signs, and waits until every anchor has it.</summary>
    private async Task<StoredCheckpoint> AnchoredAsync(Installation installation, params AnchorTarget[] targets)
    {
        await using var run = await RunAsync(installation, targets);
        var made = await run.Checkpointer.CheckpointAsync(default);
        await run.UntilAsync(states => states.All(s => s.Size == made.Size));
        return made;
    }

    private Task<Run> RunAsync(Installation installation, params AnchorTarget[] targets) => RunAsync(installation, TimeSpan.FromMilliseconds(1), targets);

    private async Task<Run> RunAsync(Installation installation, TimeSpan every, params AnchorTarget[] targets)
    {
        var settings = new ServerSettings(new IPEndPoint(IPAddress.Loopback, 0), new IPEndPoint(IPAddress.Loopback, 0), new StorageSettings(installation.Data), null, LogLevel.Error, TimeSpan.FromHours(1), ReadModelRetention.Default)
        {
            Anchors = [.. targets.Select((t, i) => new AnchorDefinition($"a{i}", t, every, TimeSpan.FromSeconds(30)))],
        };
        var checkpointer = AuditCheckpointVerb.CheckpointerOf(installation.Open);
        var service = new AnchorService(installation.Open.Ledger, checkpointer, settings, _metrics, _readiness, TimeProvider.System, NullLogger<AnchorService>.Instance);
        await service.StartAsync(default);
        return new Run(service, checkpointer);
    }

    private sealed record Run(AnchorService Service, Checkpointer Checkpointer) : IAsyncDisposable
    {
        public async Task UntilAsync(Func<IReadOnlyList<AnchorState>, bool> isReached)
        {
            for (var began = Stopwatch.GetTimestamp(); !isReached(Service.Read()); await Task.Delay(20))
                Assert.True(Stopwatch.GetElapsedTime(began).TotalSeconds < 30, "not reached: " + string.Join("; ", Service.Read()));
        }

        public async ValueTask DisposeAsync()
        {
            await Service.StopAsync(default);
            Service.Dispose();
            Checkpointer.Dispose();
        }
    }
}
