using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using Sallyport.Providers.Json;

namespace Sallyport.Providers.OpenAI;

/// <summary>A transcript that is no JSON: plain text, SubRip (<c>srt</c>) or WebVTT (<c>vtt</c>).</summary>
public sealed class TranscriptReader : AnswerReader
{
    private const int MaxIndexDigits = 7;

    private static readonly SearchValues<byte> TimingBytes = SearchValues.Create("0123456789:.,-> "u8);

    /// <summary>Marks what is said. Words of one cue go on in the next, so all cues are one text.</summary>
    /// <returns>False for what is not UTF-8 or may be JSON: its escapes would hide what it says.</returns>
    public override bool TryRead(ReadOnlySpan<byte> body, out JsonFault fault)
    {
        Segments.Clear();
        OnStart();
        fault = JsonFault.Malformed;
        if (!Utf8.IsValid(body) || body.TrimStart(" \r\n\t"u8).StartsWith("{"u8)) return false;
        fault = JsonFault.None;
        if (body.IndexOf(" --> "u8) < 0)
        {
            if (!body.IsEmpty) AddText(0, body.Length);
            return true;
        }

        for (var at = 0; at < body.Length;)
        {
            var length = LineLength(body[at..]);
            var line = body.Slice(at, length).TrimEnd((byte)'\r');
            if (!line.IsEmpty && !IsFrame(line, isFirst: at == 0, body[Math.Min(body.Length, at + length + 1)..])) AddText(at, line.Length);
            at += length + 1;
        }

        var segments = CollectionsMarshal.AsSpan(Segments);
        for (var i = 0; i < segments.Length - 1; i++) segments[i].JoinsNext = true;
        return true;
    }

    protected override bool IsAnswerText(Field field) => true;

    // What stands around the words, and can hold none: the head, a cue's times, and its number if the times follow.
    private static bool IsFrame(ReadOnlySpan<byte> line, bool isFirst, ReadOnlySpan<byte> rest) =>
        IsTiming(line) || (isFirst && line.SequenceEqual("WEBVTT"u8))
        || (line.Length <= MaxIndexDigits && !line.ContainsAnyExceptInRange((byte)'0', (byte)'9') && IsTiming(rest[..Math.Min(rest.Length, LineLength(rest))].TrimEnd((byte)'\r')));

    private static bool IsTiming(ReadOnlySpan<byte> line) => line.IndexOf(" --> "u8) > 0 && line.Length <= 40 && !line.ContainsAnyExcept(TimingBytes);

    private static int LineLength(ReadOnlySpan<byte> text) => text.IndexOf((byte)'\n') is >= 0 and var end ? end : text.Length;

    private void AddText(int start, int length)
    {
        ref var segment = ref Add(start, length, hasEscapes: false, SegmentKind.Text);
        (segment.Role, segment.IsAnswer) = (SegmentRole.Assistant, true);
    }
}
