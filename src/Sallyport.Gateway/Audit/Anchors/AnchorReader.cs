using Sallyport.Gateway.Audit.Export;
using Sallyport.Gateway.Configuration;
using Sallyport.Ledger.Verification;

namespace Sallyport.Gateway.Audit.Anchors;

/// <summary>Reads what an anchor holds, for a verifier that may have neither the configuration nor the gateway.</summary>
public static class AnchorReader
{
    private const string Git = "git:", S3 = "s3://";

    /// <summary>Longest time for one command or request: histories are long.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    /// <param name="place">A file; <c>git:FOLDER</c> or <c>git:FOLDER#BRANCH</c>; <c>s3://BUCKET/PREFIX</c>, with what AWS's own programs read from the environment.</param>
    /// <param name="environment">Value of an environment variable, or null.</param>
    /// <exception cref="FormatException">A variable is missing, or the place is not written like this.</exception>
    /// <exception cref="IOException">It cannot be read; the message says why.</exception>
    public static async Task<IReadOnlyList<OutsideCheckpoint>> ReadAsync(string place, Func<string, string?> environment, TimeProvider time, CancellationToken cancellation)
    {
        using var anchor = AnchorFactory.Create(TargetOf(place, environment), Timeout, time);
        try
        {
            return await anchor.ReadAsync(cancellation);
        }
        catch (Exception e) when (e is ExportFaultException or HttpRequestException)
        {
            throw new IOException($"{place} cannot be read: {ExportFaultException.From(e).Reason}", e);
        }
    }

    private static AnchorTarget TargetOf(string place, Func<string, string?> environment)
    {
        if (place.StartsWith(Git, StringComparison.Ordinal))
        {
            var mark = place.LastIndexOf('#');
            return mark < 0 ? new GitAnchorTarget(Path.GetFullPath(place[Git.Length..]), GitAnchorTarget.DefaultBranch, null) : new GitAnchorTarget(Path.GetFullPath(place[Git.Length..mark]), place[(mark + 1)..], null);
        }

        if (!place.StartsWith(S3, StringComparison.Ordinal)) return new FileAnchorTarget(Path.GetFullPath(place));
        var (bucket, prefix) = place[S3.Length..].Split('/', 2) is [var b, var p] ? (b, p) : (place[S3.Length..], "");
        if (bucket.Length == 0) throw new FormatException($"{place}: write s3://BUCKET/PREFIX");
        var url = environment("AWS_ENDPOINT_URL_S3") ?? environment("AWS_ENDPOINT_URL");
        if (url is not null && !Uri.TryCreate(url, UriKind.Absolute, out _)) throw new FormatException("AWS_ENDPOINT_URL: must be an address such as https://s3.example.com");
        return new S3AnchorTarget(new S3Target(url is null ? null : new Uri(url), environment("AWS_REGION") ?? environment("AWS_DEFAULT_REGION") ?? "us-east-1", bucket, prefix, Needed("AWS_ACCESS_KEY_ID"), Needed("AWS_SECRET_ACCESS_KEY"), null, 1, Timeout, null));

        Secret Needed(string name) => environment(name) is { Length: > 0 } value ? new Secret(value) : throw new FormatException($"{place}: the environment variable {name} is missing");
    }
}
