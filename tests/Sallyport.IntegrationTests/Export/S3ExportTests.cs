using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Configuration;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;
using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Export;

/// <summary>Against moto's server, which speaks S3 with object lock.</summary>
public sealed class S3ExportTests
{
    [Fact]
    public async Task What_is_in_the_bucket_proves_the_whole_log_and_is_locked()
    {
        await using var moto = await LocalServer.StartAsync("moto_server", port => ["-H", "127.0.0.1", "-p", $"{port}"]);
        var url = new Uri($"http://127.0.0.1:{moto.Port}");
        using var s3 = new AmazonS3Client(new BasicAWSCredentials("testing", "testing"), new AmazonS3Config { ServiceURL = url.AbsoluteUri, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        await s3.PutBucketAsync(new PutBucketRequest { BucketName = "audit", ObjectLockEnabledForBucket = true });
        var target = new S3Target(url, "us-east-1", "audit", "log/", new Secret("testing"), new Secret("testing"), "COMPLIANCE", 400, TimeSpan.FromMilliseconds(1), null);
        await using var run = await ExportRun.StartAsync(target);
        await run.AppendAsync(300); // more than one bundle
        using var signer = NoteSigner.FromNoteForm(NoteSigner.Generate(run.Log.Origin));
        using var checkpointer = new Checkpointer(run.Log, signer, TimeSpan.FromHours(1), TimeProvider.System, NullLogger<Checkpointer>.Instance);
        await checkpointer.CheckpointAsync(default);
        await run.UntilAllIsHandedOverAsync();
        await run.AppendAsync(1_000);
        await checkpointer.CheckpointAsync(default);
        await run.UntilAllIsHandedOverAsync();

        var objects = await ReadAsync(s3);
        Assert.True(SignedNote.TryParse(objects["log/checkpoint"], out var note));
        Assert.True(Checkpoint.TryParse(note.Text, out var checkpoint));
        Assert.Equal(await run.Log.SizeAsync(default), checkpoint.Size);
        Assert.Equal(2, objects.Keys.Count(k => k.StartsWith("log/checkpoints/", StringComparison.Ordinal)));
        Assert.Equal(objects["log/checkpoint"], objects[$"log/checkpoints/{checkpoint.Size:D20}"]);

        // The root from the leaves in the bundles, by code that knows neither tiles nor the product's tree.
        var leaves = (await run.LeavesAsync()).Concat(await run.Log.ReadAsync(10_000, 10_000, default)).ToArray();
        var hashes = new List<byte[]>();
        for (var index = 0L; index * 256 < checkpoint.Size; index++)
            hashes.AddRange(Bundle(objects["log/" + TileCoordinate.In(checkpoint.Size, TileCoordinate.EntriesLevel, index).Path], leaves, index * 256));
        Assert.Equal(checkpoint.Root.ToArray(), Root(hashes.ToArray()));
        for (var index = 0L; index * 256 < checkpoint.Size; index++)
            Assert.Equal(hashes.Skip((int)index * 256).Take(256).SelectMany(h => h), objects["log/" + TileCoordinate.In(checkpoint.Size, 0, index).Path]);

        var head = await s3.GetObjectMetadataAsync("audit", "log/checkpoint");
        Assert.Equal(ObjectLockMode.Compliance, head.ObjectLockMode);
        Assert.True(head.ObjectLockRetainUntilDate > TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(399));
    }

    [Fact]
    public async Task A_missing_bucket_is_told_and_nothing_moves()
    {
        await using var moto = await LocalServer.StartAsync("moto_server", port => ["-H", "127.0.0.1", "-p", $"{port}"]);
        var target = new S3Target(new Uri($"http://127.0.0.1:{moto.Port}"), "us-east-1", "nowhere", "", new Secret("testing"), new Secret("testing"), null, 400, TimeSpan.FromMilliseconds(1), null);
        await using var run = await ExportRun.StartAsync(target);
        using var signer = NoteSigner.FromNoteForm(NoteSigner.Generate(run.Log.Origin));
        using var checkpointer = new Checkpointer(run.Log, signer, TimeSpan.FromHours(1), TimeProvider.System, NullLogger<Checkpointer>.Instance);
        await checkpointer.CheckpointAsync(default);
        await run.UntilAsync(s => s.Failures > 0);

        Assert.Equal(("s3_404: NoSuchBucket", 0L), (run.Status.Fault, run.Status.Next));
    }

    private static async Task<Dictionary<string, byte[]>> ReadAsync(AmazonS3Client s3)
    {
        var objects = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var listed = await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "audit" });
        foreach (var item in listed.S3Objects)
        {
            using var content = await s3.GetObjectAsync("audit", item.Key);
            using var bytes = new MemoryStream();
            await content.ResponseStream.CopyToAsync(bytes);
            objects.Add(item.Key, bytes.ToArray());
        }

        return objects;
    }

    private static IEnumerable<byte[]> Bundle(byte[] bundle, StoredLeaf[] leaves, long first)
    {
        for (var at = 0; at < bundle.Length;)
        {
            var length = (bundle[at] << 8) | bundle[at + 1];
            var leaf = bundle[(at + 2)..(at + 2 + length)];
            Assert.Equal([.. "audit.v1\n"u8, .. leaves[first++].Json.ToArray()], leaf);
            yield return System.Security.Cryptography.SHA256.HashData([0, .. leaf]);
            at += 2 + length;
        }
    }

    /// <summary>RFC 6962 section 2.1, word for word.</summary>
    private static byte[] Root(ReadOnlySpan<byte[]> hashes)
    {
        if (hashes.Length == 1) return hashes[0];
        var split = 1;
        while (split * 2 < hashes.Length) split *= 2;
        return System.Security.Cryptography.SHA256.HashData([1, .. Root(hashes[..split]), .. Root(hashes[split..])]);
    }
}
