using System.Text;
using Microsoft.Data.Sqlite;
using Sallyport.Ledger.Leaves;
using Sallyport.Ledger.Merkle;
using Sallyport.Ledger.Notes;

namespace Sallyport.IntegrationTests.Ledger;

/// <summary>What a skilled forger makes of a database: leaves changed at will, then chain, tiles and checkpoints made to fit, as far as keys allow.</summary>
internal sealed class ForgedLog : ITileStore, IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<(int Level, long Index), byte[]> _tiles = [];

    public ForgedLog(string database)
    {
        _connection = new SqliteConnection($"Data Source={database};Pooling=False");
        _connection.Open();
        Run("PRAGMA journal_mode = DELETE");
        Run("PRAGMA synchronous = OFF");
        Run("DROP TRIGGER leaf_is_only_ever_pruned");
        Run("DROP TRIGGER leaf_is_never_deleted");
        using var command = Command("SELECT body FROM leaf ORDER BY seq");
        using var row = command.ExecuteReader();
        while (row.Read()) Leaves.Add(row.GetFieldValue<byte[]>(0));
    }

    public List<byte[]> Leaves { get; } = [];

    public int Run(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    public T Get<T>(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        return (T)command.ExecuteScalar()!;
    }

    public void SetBody(long sequence, object body) => Run("UPDATE leaf SET body = $body WHERE seq = $seq", ("$seq", sequence), ("$body", body));

    /// <summary>Changes one record and everything that follows from it without a key.</summary>
    public void Rewrite(int at)
    {
        Run("BEGIN");
        var text = Encoding.UTF8.GetString(Leaves[at]);
        var changed = text.Replace("\"org\":\"acme\"", "\"org\":\"acmf\"", StringComparison.Ordinal);
        if (changed == text) throw new InvalidOperationException($"leaf {at} has no organization");
        var before = HashOf(Leaves[at]);
        Leaves[at] = Encoding.UTF8.GetBytes(changed);
        SetBody(at, Leaves[at]);
        for (var i = at + 1; i < Leaves.Count; i++)
        {
            var (old, now) = (Convert.ToBase64String(before), Convert.ToBase64String(HashOf(Leaves[i - 1])));
            before = HashOf(Leaves[i]);
            Leaves[i] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Leaves[i]).Replace(old, now, StringComparison.Ordinal));
            SetBody(i, Leaves[i]);
        }

        TileWriter.Append(this, 0, Leaves.SelectMany(HashOf).ToArray());
        foreach (var (tile, hashes) in _tiles) Run("UPDATE tile SET hashes = $hashes WHERE level = $level AND idx = $index", ("$level", tile.Level), ("$index", tile.Index), ("$hashes", hashes));
        Run("COMMIT");
    }

    /// <summary>Signs every checkpoint anew over what <see cref="Rewrite"/> made.</summary>
    public void Sign(NoteSigner signer)
    {
        foreach (var size in Sizes())
        {
            var note = new Checkpoint(signer.Name, size, MerkleProofs.Root(this, size)).Sign(signer);
            Run("UPDATE checkpoint SET note = $note WHERE size = $size", ("$size", size), ("$note", note.ToBytes()));
        }
    }

    /// <summary>Cuts the log back to what it was when a checkpoint was signed: nothing in the database shows it.</summary>
    public void Rewind(long size)
    {
        Run("BEGIN");
        Run("DELETE FROM leaf WHERE seq >= $size", ("$size", size));
        Run("DELETE FROM checkpoint WHERE size > $size", ("$size", size));
        Run("DELETE FROM tile");
        TileWriter.Append(this, 0, Leaves.Take((int)size).SelectMany(HashOf).ToArray());
        foreach (var (tile, hashes) in _tiles) Run("INSERT INTO tile VALUES ($level, $index, $hashes)", ("$level", tile.Level), ("$index", tile.Index), ("$hashes", hashes));
        Run("COMMIT");
    }

    public List<long> Sizes()
    {
        using var command = Command("SELECT size FROM checkpoint ORDER BY size");
        using var row = command.ExecuteReader();
        var sizes = new List<long>();
        while (row.Read()) sizes.Add(row.GetInt64(0));
        return sizes;
    }

    public bool TryRead(TileCoordinate tile, Span<byte> hashes)
    {
        if (!_tiles.TryGetValue((tile.Level, tile.Index), out var stored)) return false;
        stored.AsSpan(0, hashes.Length).CopyTo(hashes);
        return true;
    }

    public void Write(TileCoordinate tile, ReadOnlySpan<byte> hashes) => _tiles[(tile.Level, tile.Index)] = hashes.ToArray();

    public void Dispose() => _connection.Dispose();

    private static byte[] HashOf(byte[] leaf)
    {
        var hash = new byte[LeafHash.Size];
        LeafHash.Compute(leaf, hash);
        return hash;
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values) command.Parameters.AddWithValue(name, value);
        return command;
    }
}
