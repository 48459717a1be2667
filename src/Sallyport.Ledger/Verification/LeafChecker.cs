using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Sallyport.Ledger.Leaves;

namespace Sallyport.Ledger.Verification;

/// <summary>Judges leaves one after the other: their spelling, place, chain and time, and what they say about other leaves.</summary>
internal sealed class LeafChecker(Findings findings, PrunedRanges pruned)
{
    private const long SmallStepBack = 5 * TimeSpan.TicksPerSecond, FarStepBack = TimeSpan.TicksPerHour;
    private const int QuotedHashLength = 46; // 44 characters of base64 and the quotation marks

    private readonly IntentBook _intents = new();
    private readonly byte[] _quoted = new byte[QuotedHashLength];
    private string _lastNode = "";

    /// <summary>Hash of the leaf before, to be set by whoever knows it of a tombstone.</summary>
    public byte[] LastHash { get; } = new byte[LeafHash.Size];

    /// <summary>Time of the last leaf that has one, in ticks; 0 before the first.</summary>
    public long LastTime { get; private set; }

    public long OpenIntents => _intents.Open;

    /// <summary>Checks a record and leaves its hash in <see cref="LastHash"/>.</summary>
    public void Check(long sequence, ReadOnlySpan<byte> json)
    {
        var reader = new CanonicalReader(json);
        var problem = reader.FindProblem();
        if (problem is null) CheckFields(sequence, json, reader.Fields);
        else findings.Problem(FindingCodes.NotCanonical, sequence, $"the record is not in its one spelling: {problem}");
        LeafHash.Compute(json, LastHash);
    }

    private void CheckFields(long sequence, ReadOnlySpan<byte> json, in RecordFields fields)
    {
        if (!Utf8Parser.TryParse(Of(json, fields.Sequence), out long stated, out var read) || read != fields.Sequence.Length || stated != sequence)
            findings.Problem(FindingCodes.WrongSequence, sequence, "the record states another place than it has");

        if (sequence == 0 ? fields.Previous.Length != 0 : !Of(json, fields.Previous).SequenceEqual(QuotedLastHash()))
            findings.Problem(FindingCodes.BrokenChain, sequence, sequence == 0 ? "the first record names a record before it" : "the record does not name the hash of the record before it");

        CheckTime(sequence, Of(json, fields.Time), Of(json, fields.Node));
        var type = Of(json, fields.Type);
        if (type.SequenceEqual("\"intent\""u8)) _intents.Add(sequence);
        else if (type.SequenceEqual("\"result\""u8)) CheckClosing(sequence, Of(json, fields.Request), isRequired: false); // refused before there was an intent
        else if (type.SequenceEqual("\"interrupted\""u8)) CheckClosing(sequence, Of(json, fields.Request), isRequired: true);
        else if (type.SequenceEqual("\"audit.pruned\""u8)) CheckPruning(sequence, Of(json, fields.Target));
    }

    private void CheckTime(long sequence, ReadOnlySpan<byte> time, ReadOnlySpan<byte> node)
    {
        if (!RecordTime.TryParse(time, out var ticks))
        {
            findings.Problem(FindingCodes.NoTime, sequence, "the record has no time of the form 2026-11-21T09:00:00.123456789Z");
            return;
        }

        var back = LastTime - ticks;
        LastTime = ticks;
        var isSameNode = node.Length == _lastNode.Length && Ascii.Equals(node, _lastNode);
        if (back > SmallStepBack)
        {
            var code = back > FarStepBack ? FindingCodes.ClockFarBack : FindingCodes.ClockBack;
            findings.Warning(code, sequence, $"time runs back by {back / TimeSpan.TicksPerSecond} s, from node {NameOr(_lastNode)} to node {NameOr(Encoding.UTF8.GetString(node))}");
        }

        if (!isSameNode) _lastNode = Encoding.UTF8.GetString(node);
    }

    private void CheckClosing(long sequence, ReadOnlySpan<byte> request, bool isRequired)
    {
        if (!TryReadNumber(request, "intent"u8, out var intent))
        {
            if (isRequired) findings.Problem(FindingCodes.NoSuchIntent, sequence, "the record closes an intent and does not say which");
            return;
        }

        if (intent >= sequence || (!_intents.Has(intent) && !pruned.Has(intent))) findings.Problem(FindingCodes.NoSuchIntent, sequence, $"the record closes leaf {intent}, which is not an earlier intent");
        else if (_intents.Has(intent) && !_intents.Close(intent)) findings.Warning(FindingCodes.ClosedTwice, sequence, $"the record closes leaf {intent}, which was closed before");
    }

    private void CheckPruning(long sequence, ReadOnlySpan<byte> target)
    {
        if (TryReadNumber(target, "from"u8, out var from) && TryReadNumber(target, "to"u8, out var to) && from <= to && to < sequence) pruned.Allow(from, to);
        else findings.Problem(FindingCodes.MalformedPruning, sequence, "the record allows pruning and does not name a range of earlier leaves");
    }

    private ReadOnlySpan<byte> QuotedLastHash()
    {
        _quoted[0] = _quoted[^1] = (byte)'"';
        Base64.EncodeToUtf8(LastHash, _quoted.AsSpan(1), out _, out _);
        return _quoted;
    }

    private static bool TryReadNumber(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, out long number)
    {
        number = 0;
        if (json.IsEmpty || json[0] != '{') return false;
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueTextEquals(name);
            reader.Read();
            if (isWanted) return reader.TokenType is JsonTokenType.Number && reader.TryGetInt64(out number) && number >= 0;
            reader.Skip();
        }

        return false;
    }

    private static string NameOr(string quoted) => quoted.Length > 2 ? quoted[1..^1] : "without name";

    private static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> json, (int Start, int Length) range) => json.Slice(range.Start, range.Length);
}
