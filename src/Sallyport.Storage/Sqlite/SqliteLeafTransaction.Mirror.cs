using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Ledger.Leaves;
using Sallyport.Storage.Ledger;
using Sallyport.Storage.Mirror;
using SQLitePCL;

namespace Sallyport.Storage.Sqlite;

/// <summary>How the second device takes part.</summary>
internal sealed partial class SqliteLeafTransaction
{
    private const int FilledAtOnce = 2_000;

    private bool _databaseLags;

    /// <summary>Takes a second device into use: both must tell one story, and what the database lacks is filled in. Before <see cref="Begin"/>.</summary>
    /// <exception cref="LogContradictionException">They differ.</exception>
    public void Join(SecondDevice mirror)
    {
        using var turn = database.Write();
        _mirror = mirror;
        FillFromMirror((_connection ?? Open()).Handle);
        if (state is not null) state.MirrorTakes = mirror.Devices.MirrorOnly;
    }

    /// <summary>A batch of which nobody knows whether the second device holds it forbids the next: two leaves could come to have one place.</summary>
    private void Settle()
    {
        if (_unsettled is not { } batch) return;
        if (_mirror!.IsBusy) throw new StoreUnavailableException("The second device has not answered yet.");
        _unsettled = null;
        if (_mirror.Next >= batch.Next) _databaseLags = true;
    }

    /// <summary>The database has committed. Waits for the second device where both must have the leaves.</summary>
    /// <returns>True if those who wait were let go already.</returns>
    private bool EndWith(LeafBatch copy)
    {
        if (_mirror!.Devices.MinSuccess == 1) return !copy.TryClaim();
        if (!_mirror.Wait(copy)) throw new StoreUnavailableException("The second device did not take the leaves.") { MayBeWritten = true };
        return false;
    }

    /// <summary>The database has failed after the batch was sent: the leaves stand if the second device holds them.</summary>
    /// <returns>False if they do not, or if one device is not enough.</returns>
    private bool IsKeptByMirror(LeafBatch copy)
    {
        var isHeld = _mirror!.Wait(copy);
        var isReleased = !copy.TryClaim(); // from here on the second device lets nobody go
        if (!isHeld && !isReleased)
        {
            if (_mirror.IsBusy) _unsettled = copy;
            return false;
        }

        _databaseLags = true;
        HasReleased = isReleased;
        if (_mirror.Devices.MinSuccess == 2) return false;
        _skipsDatabase = MayUseMirrorAlone;
        state?.Report(LedgerCondition.Unwritable, "io_error");
        if (state is not null) state.IsMirrorOnly = MayUseMirrorAlone;
        return true;
    }

    /// <summary>Without the database: leaves go on from the last one that either device holds.</summary>
    private void CommitToMirror(ReadOnlySpan<PendingAppend> batch)
    {
        var mirror = _mirror!;
        Span<byte> hash = stackalloc byte[LeafEncoder.HashSize];
        if (mirror.IsBusy) throw new StoreUnavailableException("The second device still writes.");
        var next = Tail(hash);
        if (mirror.Next > next) next = mirror.Held(hash);
        _encoder.StartAt(next, hash);
        _knowsEnd = false; // whatever comes of this, the database is read before it is written again
        var copy = mirror.Rent(next) ?? throw new StoreUnavailableException("The second device still writes.");
        foreach (var append in batch)
        {
            if (!append.TryBeginWriting()) continue;
            append.Sequence = _encoder.Next;
            copy.Add(_encoder.Encode(append.Entry!), _encoder.Previous, append);
        }

        if (copy.Next == copy.First) return;
        mirror.Send(copy);
        var isHeld = mirror.Wait(copy);
        if (state is not null) (state.IsMirrorOnly, state.MirrorTakes) = (true, isHeld);
        if (isHeld)
        {
            _databaseLags = true;
            return;
        }

        if (mirror.IsBusy) _unsettled = copy;
        throw new StoreUnavailableException("Neither device takes the leaves.") { MayBeWritten = true };
    }

    /// <summary>Compares the two devices where they overlap, and copies to the database what only the second device holds.</summary>
    private void FillFromMirror(sqlite3? db)
    {
        var mirror = _mirror!;
        if (mirror.IsBusy) return;
        Span<byte> hash = stackalloc byte[LeafEncoder.HashSize];
        Span<byte> held = stackalloc byte[LeafEncoder.HashSize];
        var (next, end) = (ReadEnd(db), mirror.Held(held));
        if (end <= next)
        {
            if (end > mirror.First)
            {
                HashOf(end - 1, hash);
                if (!hash.SequenceEqual(held)) throw Differs(end - 1);
            }

            _databaseLags = false;
            return;
        }

        if (mirror.First > next) throw new LogContradictionException("mirror_ahead", $"The second device begins at leaf {mirror.First}, and the database ends at {next}: what lies between is on neither.");
        if (next > 0) HashOf(next - 1, hash);
        var inTransaction = 0;
        _charges.Clear();
        try
        {
            foreach (var leaf in mirror.Read(Math.Max(mirror.First, next - 1)))
            {
                if (leaf.Sequence >= end) break; // not known to be durable
                if (leaf.Sequence < next)
                {
                    LeafHash.Compute(leaf.Json.Span, held);
                    if (!held.SequenceEqual(hash)) throw Differs(leaf.Sequence);
                    continue;
                }

                LeafChain.Step(leaf.Sequence, leaf.Json.Span, hash);
                if (inTransaction++ == 0) Run(db, _begin);
                var entry = leaf.Entry;
                Insert(db, leaf.Sequence, entry, leaf.Json.Span);
                AddCharges(entry);
                Follow(leaf.Sequence, entry.Type, entry.IntentSequence);
                if (inTransaction < FilledAtOnce) continue;
                WriteCharges(db);
                Run(db, _commit);
                inTransaction = 0;
            }

            WriteCharges(db);
            if (inTransaction > 0) Run(db, _commit);
        }
        catch
        {
            if (inTransaction > 0) raw.sqlite3_step(_rollback);
            throw;
        }

        (_databaseLags, _knowsEnd) = (false, false);
    }

    private static LogContradictionException Differs(long sequence) =>
        new("mirror_differs", $"The database and the second device hold different leaves at place {sequence}. Find out which one was changed and put a sound copy in its place.");
}
