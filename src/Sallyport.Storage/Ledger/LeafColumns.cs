using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Ledger.Verification;

namespace Sallyport.Storage.Ledger;

/// <summary>What a database keeps beside a leaf so that it can be found, read from the leaf itself.</summary>
internal record struct LeafColumns(DateTimeOffset At, int Type, int? Decision, string? KeyId, Guid? Exchange, long? IntentSequence)
{
    private static readonly byte[][] Types = WordsOf<AuditEntryType>(), Decisions = WordsOf<Decision>();

    /// <summary>Compares with what the database says.</summary>
    /// <returns>Null if they agree. A leaf that is none is left to the verifier.</returns>
    public readonly VerificationFinding? CompareWith(long sequence, ReadOnlySpan<byte> json)
    {
        if (!TryRead(json, out var stated)) return null;
        var column = stated.At != At ? "time" : stated.Type != Type ? "type" : stated.Decision != Decision ? "decision" : stated.KeyId != KeyId ? "key" : stated.Exchange != Exchange ? "exchange" : stated.IntentSequence != IntentSequence ? "intent" : null;
        return column is null ? null : new VerificationFinding(FindingCodes.IndexDiffers, sequence, $"the column that records are found by says another {column} than the record");
    }

    private static bool TryRead(ReadOnlySpan<byte> json, out LeafColumns columns)
    {
        columns = new LeafColumns { Type = (int)AuditEntryType.Admin };
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("actor"u8)) ReadActor(ref reader, ref columns);
                else if (reader.ValueTextEquals("pol"u8)) ReadPolicy(ref reader, ref columns);
                else if (reader.ValueTextEquals("req"u8)) ReadRequest(ref reader, ref columns);
                else if (reader.ValueTextEquals("ts"u8)) columns.At = ReadTime(ref reader);
                else if (reader.ValueTextEquals("type"u8)) columns.Type = Next(ref reader, Types) ?? (int)AuditEntryType.Admin;
                else reader.Skip();
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static void ReadActor(ref Utf8JsonReader reader, ref LeafColumns columns)
    {
        for (reader.Read(); reader.Read() && reader.TokenType is JsonTokenType.PropertyName;)
        {
            var isKey = reader.ValueTextEquals("key"u8);
            reader.Read();
            if (isKey) columns.KeyId = reader.GetString();
        }
    }

    private static void ReadPolicy(ref Utf8JsonReader reader, ref LeafColumns columns)
    {
        for (reader.Read(); reader.Read() && reader.TokenType is JsonTokenType.PropertyName;)
        {
            if (reader.ValueTextEquals("decision"u8)) columns.Decision = Next(ref reader, Decisions);
            else reader.Skip();
        }
    }

    private static void ReadRequest(ref Utf8JsonReader reader, ref LeafColumns columns)
    {
        for (reader.Read(); reader.Read() && reader.TokenType is JsonTokenType.PropertyName;)
        {
            var (isId, isIntent) = (reader.ValueTextEquals("id"u8), reader.ValueTextEquals("intent"u8));
            if (!isId && !isIntent)
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            if (isId) columns.Exchange = reader.GetGuid();
            else columns.IntentSequence = reader.GetInt64();
        }
    }

    /// <summary>To the microsecond, as databases keep it.</summary>
    private static DateTimeOffset ReadTime(ref Utf8JsonReader reader)
    {
        reader.Read();
        var time = reader.GetDateTimeOffset();
        return time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private static int? Next(ref Utf8JsonReader reader, byte[][] words)
    {
        reader.Read();
        for (var i = 1; i < words.Length; i++)
            if (reader.ValueTextEquals(words[i])) return i;
        return null;
    }

    private static byte[][] WordsOf<T>()
        where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        var words = new byte[values.Max(v => Convert.ToInt32(v, null)) + 1][];
        foreach (var value in values) words[Convert.ToInt32(value, null)] = Encoding.UTF8.GetBytes(EnumWords.Of(value));
        return words;
    }
}
