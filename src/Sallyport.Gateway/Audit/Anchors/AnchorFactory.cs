namespace Sallyport.Gateway.Audit.Anchors;

/// <summary>Makes anchors of every kind.</summary>
internal static class AnchorFactory
{
    public static IAnchor Create(AnchorTarget target, TimeSpan timeout, TimeProvider time) => target switch
    {
        FileAnchorTarget file => new FileAnchor(file),
        GitAnchorTarget git => new GitAnchor(git, timeout),
        S3AnchorTarget s3 => new S3Anchor(s3, timeout, time),
        _ => throw new InvalidOperationException($"No anchor for {target.GetType().Name}."),
    };
}
