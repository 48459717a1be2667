using Sallyport.Gateway.Audit.Export;

namespace Sallyport.Gateway.Audit.Anchors;

/// <summary>An anchor, compiled.</summary>
/// <param name="Name">Name in the configuration.</param>
/// <param name="Target">Where checkpoints go.</param>
/// <param name="Every">Least time between two checkpoints; the newest covers those in between.</param>
/// <param name="Timeout">Longest time for one.</param>
public sealed record AnchorDefinition(string Name, AnchorTarget Target, TimeSpan Every, TimeSpan Timeout);

/// <summary>Where an anchor keeps checkpoints.</summary>
public abstract record AnchorTarget;

/// <param name="Path">File that only grows; absolute.</param>
public sealed record FileAnchorTarget(string Path) : AnchorTarget;

/// <param name="Folder">A repository, bare or with a working copy, which is left alone; absolute.</param>
/// <param name="Branch">Holds checkpoints and nothing else.</param>
/// <param name="Remote">Pushed to after each commit; null for none.</param>
public sealed record GitAnchorTarget(string Folder, string Branch, string? Remote) : AnchorTarget
{
    public const string DefaultBranch = "checkpoints";
}

/// <param name="Bucket">Its <see cref="S3Target.Every"/> does not count here.</param>
public sealed record S3AnchorTarget(S3Target Bucket) : AnchorTarget;
