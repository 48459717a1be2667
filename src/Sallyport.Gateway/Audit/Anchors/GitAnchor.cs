using System.Globalization;
using System.Text;
using Sallyport.Gateway.Audit.Export;
using Sallyport.Ledger.Verification;

namespace Sallyport.Gateway.Audit.Anchors;

/// <summary>Commits each checkpoint as the one file <c>checkpoint</c> of a branch of its own, and pushes the branch, never by force. The history holds all of them.</summary>
/// <remarks>Objects are made directly: no working copy, no index, so the tree stays one file however many there are, and a repository that people use is not disturbed.</remarks>
internal sealed class GitAnchor(GitAnchorTarget target, TimeSpan timeout) : IAnchor
{
    private const string FileName = "checkpoint";

    private readonly GitCommand _git = new(target.Folder, timeout);

    private string Ref => "refs/heads/" + target.Branch;

    public async ValueTask<ReadOnlyMemory<byte>?> LastAsync(CancellationToken cancellation) =>
        await HeadAsync(cancellation) is { } head ? new ReadOnlyMemory<byte>(await _git.RunAsync(default, cancellation, "cat-file", "blob", $"{head}:{FileName}")) : default(ReadOnlyMemory<byte>?); // a plain null would become an empty note

    public async ValueTask PutAsync(StoredCheckpoint checkpoint, CancellationToken cancellation)
    {
        var head = await HeadAsync(cancellation);
        var kept = head is null ? [] : await _git.RunAsync(default, cancellation, "cat-file", "blob", $"{head}:{FileName}");
        if (!checkpoint.Note.Span.SequenceEqual(kept))
        {
            var blob = await TextAsync(checkpoint.Note, cancellation, "hash-object", "-w", "--stdin");
            var tree = await TextAsync(Encoding.ASCII.GetBytes($"100644 blob {blob}\t{FileName}\n"), cancellation, "mktree");
            string[] commit = ["commit-tree", tree, .. head is null ? (string[])[] : ["-p", head], "-F", "-"];
            var made = await TextAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Checkpoint of {checkpoint.Size} leaves\n")), cancellation, commit);
            await _git.RunAsync(default, cancellation, "update-ref", Ref, made, head ?? new string('0', made.Length)); // only if nobody was faster
        }

        if (target.Remote is { } remote) await _git.RunAsync(default, cancellation, "push", "--quiet", "--no-verify", remote, $"{Ref}:{Ref}"); // without force: a remote that has more refuses
    }

    public async ValueTask<IReadOnlyList<OutsideCheckpoint>> ReadAsync(CancellationToken cancellation)
    {
        if (await HeadAsync(cancellation) is null) throw new ExportFaultException($"the repository has no branch {target.Branch}");
        var commits = Encoding.ASCII.GetString(await _git.RunAsync(default, cancellation, "rev-list", "--reverse", Ref)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var asked = Encoding.ASCII.GetBytes(string.Concat(commits.Select(c => $"{c}:{FileName}\n")));
        var answer = await _git.RunAsync(asked, cancellation, "cat-file", "--batch");
        var kept = new List<OutsideCheckpoint>();
        var at = 0;
        foreach (var commit in commits)
        {
            var head = Encoding.UTF8.GetString(answer.AsSpan(at, answer.AsSpan(at).IndexOf((byte)'\n')));
            at += Encoding.UTF8.GetByteCount(head) + 1;
            var place = $"git:{target.Folder}#{target.Branch} {commit[..12]}";
            // "OID blob LENGTH", or "NAME missing" for a commit that has no such file.
            if (head.Split(' ') is not [_, "blob", var text] || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            {
                kept.Add(new OutsideCheckpoint(place, default));
                continue;
            }

            kept.Add(new OutsideCheckpoint(place, answer.AsMemory(at, length)));
            at += length + 1;
        }

        return kept;
    }

    public void Dispose()
    {
        // each command is a process of its own
    }

    private async Task<string?> HeadAsync(CancellationToken cancellation) =>
        await _git.AskAsync(cancellation, "rev-parse", "--verify", "--quiet", Ref + "^{commit}") is { } id ? Encoding.ASCII.GetString(id).Trim() : null;

    private async Task<string> TextAsync(ReadOnlyMemory<byte> input, CancellationToken cancellation, params string[] arguments) =>
        Encoding.ASCII.GetString(await _git.RunAsync(input, cancellation, arguments)).Trim();
}
