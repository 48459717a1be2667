using Sallyport.Gateway.Audit.Anchors;
using Sallyport.Gateway.Configuration.Options;

namespace Sallyport.Gateway.Configuration.Compiling;

/// <summary>Checks anchors: each kind has keys of its own, and a repository needs the program that commits to it.</summary>
/// <param name="exports">Reads what anchors and exports have in common.</param>
/// <param name="environment">Value of an environment variable, or null.</param>
internal sealed class AnchorCompiler(ExportCompiler exports, Func<string, string?> environment, ConfigurationProblems problems)
{
    private const string AllowedName = "1 to 100 letters, digits, dots, slashes, _ and -, beginning with a letter or digit";

    private static readonly KindKeys<AnchorOptions> Keys = new(
        new(StringComparer.Ordinal)
        {
            ["file"] = ["path"],
            ["git"] = ["path", "branch", "remote"],
            ["s3"] = ["url", "bucket", "prefix", "region", "access_key", "secret_key", "object_lock", "retain_days", "ca_file"],
        },
        "kind", "every", "timeout");

    public IReadOnlyList<AnchorDefinition> Compile(Dictionary<string, AnchorOptions> options)
    {
        var made = new List<AnchorDefinition>();
        foreach (var (name, anchor) in options.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            var key = "audit.anchors." + name;
            if (!Names.IsValid(name)) problems.Add(key, "the name is not valid", Names.Allowed);
            if (!Keys.Check(key, anchor.Kind, anchor, problems)) continue;
            if (TargetOf(key, anchor) is { } target) made.Add(new AnchorDefinition(name, target, anchor.Every, anchor.Timeout));
        }

        if (made.DistinctBy(a => a.Target is S3AnchorTarget { Bucket: var b } ? (object)(b.Url, b.Bucket, b.Prefix) : a.Target).Count() < made.Count) problems.Add("audit.anchors", "two keep checkpoints in the same place", "a place of its own for each");
        return made;
    }

    private AnchorTarget? TargetOf(string key, AnchorOptions anchor) => anchor.Kind switch
    {
        "file" => PathOf(key, anchor) is { } path ? new FileAnchorTarget(path) : null,
        "git" => GitOf(key, anchor),
        _ => S3Of(key, anchor),
    };

    private GitAnchorTarget? GitOf(string key, AnchorOptions anchor)
    {
        if (GitCommand.Find(environment("PATH")) is null) problems.Add(key + ".kind", "there is no git on the PATH of this process", "file or s3; or install git");
        var branch = anchor.Branch ?? GitAnchorTarget.DefaultBranch;
        if (!IsName(branch)) problems.NotValid(key + ".branch", branch, AllowedName);
        if (anchor.Remote is { } remote && !IsName(remote)) problems.NotValid(key + ".remote", remote, AllowedName);
        if (PathOf(key, anchor) is not { } folder) return null;
        if (!Directory.Exists(Path.Combine(folder, ".git")) && !File.Exists(Path.Combine(folder, ".git")) && !File.Exists(Path.Combine(folder, "HEAD")))
            problems.NotValid(key + ".path", anchor.Path!, "the folder of a git repository; make one with: git init --bare FOLDER");
        return new GitAnchorTarget(folder, branch, anchor.Remote);
    }

    private S3AnchorTarget? S3Of(string key, AnchorOptions anchor) => exports.S3Of(key, new ExportOptions
    {
        Url = anchor.Url, Bucket = anchor.Bucket, Prefix = anchor.Prefix, Region = anchor.Region, AccessKey = anchor.AccessKey, SecretKey = anchor.SecretKey,
        ObjectLock = anchor.ObjectLock, RetainDays = anchor.RetainDays, CaFile = anchor.CaFile,
    }) is { } bucket ? new S3AnchorTarget(bucket) : null;

    private string? PathOf(string key, AnchorOptions anchor)
    {
        if (anchor.Path is { Length: > 0 } path) return Path.GetFullPath(path);
        KindKeys<AnchorOptions>.Miss(key, "path", problems);
        return null;
    }

    // Becomes an argument of a program, so it must not look like an option or leave its place.
    private static bool IsName(string name) => name.Length is > 0 and <= 100 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '/' or '_' or '-') && !name.Contains("..", StringComparison.Ordinal) && name[^1] is not ('/' or '.') && !name.EndsWith(".lock", StringComparison.Ordinal);
}
