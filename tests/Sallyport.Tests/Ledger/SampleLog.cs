using Sallyport.Ledger.Archives;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;

namespace Sallyport.Tests.Ledger;

/// <summary>A log in a folder, as a gateway and two witnesses would have written it: a genesis leaf, then exchanges of two leaves each.</summary>
internal sealed class SampleLog : IDisposable
{
    private const string Origin = "log.example/audit";

    private readonly NoteSigner _log = NoteSigner.FromNoteForm(NoteSigner.Generate(Origin));
    private readonly WitnessSigner _first = WitnessSigner.FromNoteForm(NoteSigner.Generate("witness.example/1"));
    private readonly WitnessSigner _second = WitnessSigner.FromNoteForm(NoteSigner.Generate("witness.example/2"));
    private readonly byte[] _last = new byte[LeafHash.Size];

    public SampleLog(string folder)
    {
        Folder = folder;
        Writer = new ArchiveWriter(folder);
        Policy = new CheckpointPolicy([NoteVerifier.Parse(_log.VerifierKey)], [NoteVerifier.Parse(_first.VerifierKey), NoteVerifier.Parse(_second.VerifierKey)], 2);
    }

    public string Folder { get; }

    public ArchiveWriter Writer { get; }

    public CheckpointPolicy Policy { get; }

    public long Size { get; private set; }

    /// <summary>Appends exchanges: odd leaves are intents, even ones their results.</summary>
    public SampleLog Add(int count)
    {
        var leaves = new List<ArchivedLeaf>(count);
        for (var i = 0; i < count; i++) leaves.Add(Next());
        Writer.Append(Size - count, leaves);
        return this;
    }

    /// <summary>Appends one leaf made by the caller.</summary>
    public SampleLog Add(Func<long, byte[], byte[]> make)
    {
        var json = make(Size, _last);
        Writer.Append(Size, [Chain(json)]);
        return this;
    }

    /// <summary>Signs the log as it is and has it cosigned.</summary>
    public SampleLog Sign(int witnesses = 2)
    {
        var note = new Checkpoint(Origin, Size, MerkleProofs.Root(Writer, Size)).Sign(_log);
        if (witnesses > 0) note = note.With(_first.Cosign(note.Text, Records.Start));
        if (witnesses > 1) note = note.With(_second.Cosign(note.Text, Records.Start));
        Writer.WriteCheckpoint(note);
        return this;
    }

    /// <summary>A checkpoint over something else, signed by the log's own key.</summary>
    public SignedNote Forge(long size, byte[] root) => new Checkpoint(Origin, size, root).Sign(_log);

    public void Dispose()
    {
        _log.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    private ArchivedLeaf Next() => Chain(Size == 0
        ? Records.Sample(0, _last, "genesis", "")
        : Size % 2 == 1 ? Records.Sample(Size, _last, "intent")
        : Records.Sample(Size, _last, "result", $",\"req\":{{\"id\":\"req-{Size - 1}\",\"intent\":{Size - 1},\"status\":200}}"));

    private ArchivedLeaf Chain(byte[] json)
    {
        LeafHash.Compute(json, _last);
        Size++;
        return new ArchivedLeaf(json, _last.ToArray());
    }
}
