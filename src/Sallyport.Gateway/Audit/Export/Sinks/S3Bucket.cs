using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Sallyport.Gateway.Forwarding;

namespace Sallyport.Gateway.Audit.Export.Sinks;

/// <summary>A place in a bucket: puts, gets and lists objects, and locks what it puts if the target says so. Whatever fails is an <see cref="ExportFaultException"/>.</summary>
internal sealed class S3Bucket : IDisposable
{
    private readonly S3Target _target;
    private readonly TimeProvider _time;
    private readonly ReceiverClient _client;
    private readonly AmazonS3Client _s3;

    /// <param name="timeout">Of one request.</param>
    public S3Bucket(S3Target target, TimeSpan timeout, TimeProvider time)
    {
        (_target, _time) = (target, time);
        _client = new ReceiverClient(allowsPrivate: true, target.Authorities, timeout);
        var configuration = new AmazonS3Config
        {
            AuthenticationRegion = target.Region,
            HttpClientFactory = new OwnClient(_client),
            MaxErrorRetry = 0, // the caller repeats, and says so
            Timeout = timeout,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED, // older services refuse the newer checksums
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (target.Url is { } url) (configuration.ServiceURL, configuration.ForcePathStyle) = (url.AbsoluteUri, true);
        else configuration.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(target.Region);
        _s3 = new AmazonS3Client(new BasicAWSCredentials(target.AccessKey.Reveal(), target.SecretKey.Reveal()), configuration);
    }

    /// <param name="path">Without the target's prefix.</param>
    /// <param name="mayChange">True for an object that is written again and again: it is never locked.</param>
    public async ValueTask PutAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellation, bool mayChange = false)
    {
        using var content = new MemoryStream(bytes.ToArray(), writable: false);
        var request = new PutObjectRequest { BucketName = _target.Bucket, Key = _target.Prefix + path, InputStream = content, ContentType = "application/octet-stream" };
        if (_target.Lock is { } mode)
        {
            (request.ChecksumAlgorithm, request.ChecksumSHA256) = (ChecksumAlgorithm.SHA256, Convert.ToBase64String(SHA256.HashData(bytes.Span))); // no lock without one, the bucket's own neither
            if (!mayChange) (request.ObjectLockMode, request.ObjectLockRetainUntilDate) = (mode, _time.GetUtcNow().UtcDateTime.AddDays(_target.RetainDays));
        }

        var status = await TryAsync(async () => (await _s3.PutObjectAsync(request, cancellation)).HttpStatusCode);
        if (status is not HttpStatusCode.OK) throw new ExportFaultException(string.Create(CultureInfo.InvariantCulture, $"s3_{(int)status}"));
    }

    /// <param name="version">Null for the newest.</param>
    /// <returns>Null if there is no such object.</returns>
    public async ValueTask<byte[]?> GetAsync(string path, int most, CancellationToken cancellation, string? version = null)
    {
        try
        {
            return await TryAsync(async () =>
            {
                using var answer = await _s3.GetObjectAsync(new GetObjectRequest { BucketName = _target.Bucket, Key = _target.Prefix + path, VersionId = version }, cancellation);
                var bytes = new byte[most];
                return bytes[..await answer.ResponseStream.ReadAtLeastAsync(bytes, most, throwOnEndOfStream: false, cancellation)];
            });
        }
        catch (ExportFaultException e) when (e.InnerException is AmazonS3Exception { ErrorCode: "NoSuchKey" })
        {
            return null;
        }
    }

    /// <summary>Every version of every object under a path, oldest names first; deleted ones too, as far as the bucket still has them.</summary>
    public async ValueTask<IReadOnlyList<(string Path, string? Version)>> ListAsync(string path, CancellationToken cancellation)
    {
        var found = new List<(string, string?)>();
        for (ListVersionsResponse? page = null; page is null || page.IsTruncated == true;)
        {
            var request = new ListVersionsRequest { BucketName = _target.Bucket, Prefix = _target.Prefix + path, KeyMarker = page?.NextKeyMarker, VersionIdMarker = page?.NextVersionIdMarker };
            page = await TryAsync(async () => await _s3.ListVersionsAsync(request, cancellation));
            found.AddRange((page.Versions ?? []).Where(v => v.IsDeleteMarker != true).Select(v => (v.Key[_target.Prefix.Length..], v.VersionId is "null" or "" ? null : v.VersionId)));
        }

        return found;
    }

    public void Dispose()
    {
        _s3.Dispose();
        _client.Dispose();
    }

    private static async ValueTask<T> TryAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonServiceException e)
        {
            throw new ExportFaultException(string.Create(CultureInfo.InvariantCulture, $"s3_{(int)e.StatusCode}: {(IsWord(e.ErrorCode) ? e.ErrorCode : "error")}"), null, e);
        }
    }

    private static bool IsWord(string? code) => code is { Length: > 0 and <= 64 } && code.All(char.IsAsciiLetterOrDigit);

    private sealed class OwnClient(ReceiverClient client) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client.Http;

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
