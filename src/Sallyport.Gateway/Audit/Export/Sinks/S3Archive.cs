using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Sallyport.Gateway.Forwarding;
using Sallyport.Gateway.Telemetry;
using Sallyport.Ledger.Archives;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;

namespace Sallyport.Gateway.Audit.Export.Sinks;

/// <summary>Keeps the log in a bucket as C2SP tlog-tiles lays it out: whoever copies the bucket to a folder can verify it offline.</summary>
/// <remarks>Every upload ends with a signed checkpoint, the cursor is its size. Order: bundles and tiles, then <c>checkpoints/SIZE</c>, then <c>checkpoint</c>: a reader never sees a promise before what it covers.</remarks>
internal sealed class S3Archive : IExporter
{
    /// <summary>Leaves in one go, so that a long backlog is stored step by step.</summary>
    private const long MaxStep = 64 * 1024;

    private const int CheckpointPage = 1_000;

    private readonly S3Target _target;
    private readonly ExportDefinition _definition;
    private readonly ILedgerStore _ledger;
    private readonly ExportProgress _progress;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ReceiverClient _client;
    private readonly AmazonS3Client _s3;
    private long? _uploadedAt;

    public S3Archive(S3Target target, ExportDefinition definition, ILedgerStore ledger, ExportProgress progress, GatewayMetrics metrics, TimeProvider time)
    {
        (_target, _definition, _ledger, _progress, _metrics, _time) = (target, definition, ledger, progress, metrics, time);
        _client = new ReceiverClient(allowsPrivate: true, target.Authorities, definition.Timeout);
        var configuration = new AmazonS3Config
        {
            AuthenticationRegion = target.Region,
            HttpClientFactory = new OwnClient(_client),
            MaxErrorRetry = 0, // the loop repeats, and says so
            Timeout = definition.Timeout,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED, // older services refuse the newer checksums
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (target.Url is { } url) (configuration.ServiceURL, configuration.ForcePathStyle) = (url.AbsoluteUri, true);
        else configuration.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(target.Region);
        _s3 = new AmazonS3Client(new BasicAWSCredentials(target.AccessKey.Reveal(), target.SecretKey.Reveal()), configuration);
    }

    public async ValueTask<long> AdvanceAsync(long from, CancellationToken cancellation)
    {
        var checkpoints = await _ledger.CheckpointsAsync(from + 1, CheckpointPage, cancellation);
        if (checkpoints.Count == 0) return from;
        var isFull = checkpoints.Count == CheckpointPage || checkpoints[^1].Size - from > MaxStep;
        if (!isFull && _uploadedAt is { } at && _time.GetElapsedTime(at) < _target.Every) return from;

        var taken = checkpoints.Where(c => c.Size - from <= MaxStep).ToArray();
        if (taken.Length == 0) taken = [checkpoints[0]];
        var size = taken[^1].Size;
        try
        {
            await PutBundlesAsync(from, size, cancellation);
            await PutTilesAsync(from, size, cancellation);
            foreach (var checkpoint in taken) await PutAsync(string.Create(CultureInfo.InvariantCulture, $"checkpoints/{checkpoint.Size:D20}"), checkpoint.Note, cancellation);
            await PutAsync("checkpoint", taken[^1].Note, cancellation);
        }
        catch (AmazonServiceException e)
        {
            throw new ExportFaultException(string.Create(CultureInfo.InvariantCulture, $"s3_{(int)e.StatusCode}: {(IsWord(e.ErrorCode) ? e.ErrorCode : "error")}"), null, e);
        }

        _uploadedAt = _time.GetTimestamp();
        _progress.Wrote(size - from, 0);
        _metrics.Exported(_definition.Name, (int)(size - from));
        return size;
    }

    public ValueTask DisposeAsync()
    {
        _s3.Dispose();
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask PutBundlesAsync(long from, long size, CancellationToken cancellation)
    {
        for (var index = from / TileCoordinate.FullWidth; index * TileCoordinate.FullWidth < size; index++)
        {
            var bundle = TileCoordinate.In(size, TileCoordinate.EntriesLevel, index);
            var first = index * TileCoordinate.FullWidth;
            var leaves = await _ledger.ReadAsync(first, bundle.Width, cancellation);
            if (leaves.Count != bundle.Width || leaves[^1].Sequence != first + bundle.Width - 1) throw new ExportFaultException("leaf_missing");
            await PutAsync(bundle.Path, EntryBundle.Encode([.. leaves.Select(l => l.Json)]), cancellation);
        }
    }

    private async ValueTask PutTilesAsync(long from, long size, CancellationToken cancellation)
    {
        for (var level = 0; level <= TileCoordinate.MaxLevel && TileCoordinate.HashesAt(level, size) > 0; level++)
        {
            for (var index = TileCoordinate.HashesAt(level, from) / TileCoordinate.FullWidth; TileCoordinate.In(size, level, index) is { Width: > 0 } tile; index++)
            {
                // The stored tile may have grown since; what this checkpoint covers is its beginning.
                if (_ledger.FindTile(level, index) is not { } hashes || hashes.Length < tile.Width * LeafHash.Size) throw new ExportFaultException("tile_missing");
                await PutAsync(tile.Path, hashes[..(tile.Width * LeafHash.Size)], cancellation);
            }
        }
    }

    private async ValueTask PutAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        using var content = new MemoryStream(bytes.ToArray(), writable: false);
        var request = new PutObjectRequest { BucketName = _target.Bucket, Key = _target.Prefix + path, InputStream = content, ContentType = "application/octet-stream" };
        if (_target.Lock is { } mode)
        {
            request.ObjectLockMode = mode;
            request.ObjectLockRetainUntilDate = _time.GetUtcNow().UtcDateTime.AddDays(_target.RetainDays);
            (request.ChecksumAlgorithm, request.ChecksumSHA256) = (ChecksumAlgorithm.SHA256, Convert.ToBase64String(SHA256.HashData(bytes.Span))); // no lock without one
        }

        var response = await _s3.PutObjectAsync(request, cancellation);
        if (response.HttpStatusCode is not HttpStatusCode.OK) throw new ExportFaultException(string.Create(CultureInfo.InvariantCulture, $"s3_{(int)response.HttpStatusCode}"));
    }

    private static bool IsWord(string? code) => code is { Length: > 0 and <= 64 } && code.All(char.IsAsciiLetterOrDigit);

    private sealed class OwnClient(ReceiverClient client) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client.Http;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
