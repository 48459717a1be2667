using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Detection;
using Sallyport.Detection.Streaming;
using Sallyport.Providers.Json;
using Sallyport.Providers.OpenAI;

namespace Sallyport.Gateway.Inspection;

/// <summary>Runs detectors over one text the way the path runs them, without a request: whole or in pieces, bare or inside a body; and masks and restores it.</summary>
/// <remarks>Uses the path's own reader, scanner and placeholders, so it shows what the gateway would do. Not safe for concurrent use.</remarks>
/// <param name="detectors">What to look for.</param>
/// <param name="least">Findings below this are left out.</param>
/// <param name="wrapping">Where in a body the text is put first.</param>
/// <param name="chunk">Chars in each piece of a stream; 0 for the whole text at once.</param>
public sealed class OfflineScan(DetectorSet detectors, Confidence least, TextWrapping wrapping, int chunk)
{
    private readonly ChatRequestReader _reader = new();
    private readonly List<Finding> _whole = [];
    private readonly ArrayBufferWriter<byte> _body = new();
    private char[] _decoded = [];

    /// <summary>Adds the findings in a text, united where they overlap and in order; offsets are of the text as given.</summary>
    public void Scan(ReadOnlySpan<char> text, List<StreamFinding> findings)
    {
        var seen = Wrap(text, out var front);
        var first = findings.Count;
        if (chunk > 0) ScanPieces(seen, findings);
        else
        {
            _whole.Clear();
            detectors.Scan(seen, _whole);
            FindingMerge.Merge(_whole);
            foreach (var f in _whole) findings.Add(new StreamFinding(f.Start, f.Length, f.Detector, f.Confidence, f.Kind));
        }

        for (var i = findings.Count - 1; i >= first; i--)
        {
            if (findings[i].Confidence < least)
            {
                findings.RemoveAt(i);
                continue;
            }

            var start = Math.Max(0, findings[i].Start - front);
            var end = Math.Min(text.Length, findings[i].End - front);
            if (end > start) findings[i] = findings[i] with { Start = start, Length = (int)(end - start) };
            else findings.RemoveAt(i);
        }
    }

    /// <summary>Takes the findings out of a text, placeholders in their place, and puts them back into what came out.</summary>
    /// <param name="text">The text.</param>
    /// <param name="findings">Its findings, from <see cref="Scan"/>.</param>
    /// <returns>The text that would leave, and what a model's repetition of it would become.</returns>
    public (string Masked, string Restored) RoundTrip(string text, IReadOnlyList<StreamFinding> findings)
    {
        var placeholders = new PlaceholderMap(static () => RandomNumberGenerator.GetBytes(32));
        var masked = new StringBuilder(text.Length);
        var at = 0;
        foreach (var finding in findings)
        {
            var (start, end) = ((int)finding.Start, (int)finding.End);
            masked.Append(text, at, start - at).Append(placeholders.PlaceholderFor(detectors.Detectors[finding.Detector].Label, text.AsSpan(start, end - start), text));
            at = end;
        }

        var left = masked.Append(text, at, text.Length - at).ToString();
        return (left, Restore(left, placeholders));
    }

    private string Restore(string left, PlaceholderMap placeholders)
    {
        var tail = new PlaceholderTail(placeholders);
        var edits = new List<ChannelEdit>();
        var step = chunk > 0 ? chunk : Math.Max(1, left.Length);
        for (var i = 0; i < left.Length; i += step) tail.Append(left.AsSpan(i, Math.Min(step, left.Length - i)), edits);
        tail.Complete();

        var restored = new StringBuilder(left.Length);
        var at = 0;
        foreach (var edit in edits)
        {
            restored.Append(left, at, (int)edit.Start - at).Append(edit.Text);
            at = (int)edit.End;
        }

        return restored.Append(left, at, left.Length - at).ToString();
    }

    private void ScanPieces(ReadOnlySpan<char> text, List<StreamFinding> findings)
    {
        var scanner = new StreamScanner(detectors);
        for (var at = 0; at < text.Length; at += chunk)
        {
            scanner.Append(text.Slice(at, Math.Min(chunk, text.Length - at)));
            Drain(scanner, findings);
        }

        scanner.Complete();
        Drain(scanner, findings);
    }

    private static void Drain(StreamScanner scanner, List<StreamFinding> findings)
    {
        while (scanner.TryNext(out var finding)) findings.Add(finding);
    }

    // What the path would decode out of a body that carries the text, and how many chars of the body's own stand before it.
    private ReadOnlySpan<char> Wrap(ReadOnlySpan<char> text, out int front)
    {
        front = 0;
        if (wrapping == TextWrapping.None) return text;
        var levels = wrapping == TextWrapping.ToolCall ? 2 : 1;
        var (before, after) = wrapping switch
        {
            TextWrapping.Message => ("""{"model":"m","messages":[{"role":"user","content":" """, "\"}]}"),
            TextWrapping.Json => ("""{"model":"m","messages":[],"note":" """, "\"}"),
            _ => ("""{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\"note\":\" """, "\\\"}\"}}]}]}"),
        };
        before = before[..^1];
        if (levels == 2) front = """{"note":" """.Length - 1;

        _body.ResetWrittenCount();
        Encoding.UTF8.GetBytes(before, _body);
        JsonEscape.Write(text, levels, _body);
        var length = _body.WrittenCount;
        Encoding.UTF8.GetBytes(after, _body);
        if (!_reader.TryRead(_body.WrittenSpan, out var fault)) throw new InvalidOperationException($"A body of our own making is malformed: {fault}.");

        var inside = before.Length - (levels == 2 ? """{\"note\":\" """.Length - 1 : 0);
        foreach (var segment in _reader.Segments)
        {
            if (segment.Start != inside) continue;
            if (_decoded.Length < segment.Length) _decoded = new char[segment.Length];
            return _decoded.AsSpan(0, SegmentText.Decode(_body.WrittenSpan.Slice(segment.Start, segment.Length), TextScan.LevelsOf(segment), _decoded));
        }

        throw new InvalidOperationException($"The path does not look at this position ({length} bytes).");
    }
}
