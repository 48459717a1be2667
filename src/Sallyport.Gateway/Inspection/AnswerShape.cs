using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;
using Sallyport.Providers.Json;
using Sallyport.Providers.Json.Shapes;

namespace Sallyport.Gateway.Inspection;

/// <summary>Checks that an answer is the JSON that its request asks for, as the client gets it: masked and restored.</summary>
/// <remarks>Keeps the model's words until their end, up to <see cref="MostChars"/>; an answer that is longer cannot be checked and does not fit. One exchange each.</remarks>
internal sealed class AnswerShape(OutputDemand demand, StructuredRule rule, FindingTally findings)
{
    private const int MostChars = 8 * 1_024 * 1_024;

    private readonly List<Words> _words = [];
    private int _chars;

    /// <summary>Begins to take down one text of a stream.</summary>
    public Words Open(in TextSegment first)
    {
        var words = new Words(this, first.Channel, first.Group);
        _words.Add(words);
        return words;
    }

    /// <summary>A choice of a stream has ended: checks its texts.</summary>
    public Rejection? End(int group, AnswerReader reader) => Check(group, reader);

    /// <summary>The stream has ended: checks what was not checked before.</summary>
    public Rejection? EndAll(AnswerReader reader) => Check(null, reader);

    /// <summary>Checks a whole answer.</summary>
    /// <param name="edits">What changes in it, by place.</param>
    public Rejection? CheckWhole(AnswerReader reader, ReadOnlySpan<byte> body, List<Edit> edits)
    {
        if (reader.IsError) return null;
        var next = 0;
        Words? open = null;
        foreach (ref readonly var segment in CollectionsMarshal.AsSpan(reader.Segments))
        {
            if (!segment.IsAnswer) continue;
            if (open is null || !reader.JoinsParts || open.Key != segment.Channel) open = Open(segment);
            Append(open, segment, body, CollectionsMarshal.AsSpan(edits), ref next);
        }

        return EndAll(reader);
    }

    // The edits belong to the bytes, so they are made there before the text is decoded.
    private static void Append(Words open, in TextSegment segment, ReadOnlySpan<byte> body, ReadOnlySpan<Edit> edits, ref int next)
    {
        while (next < edits.Length && edits[next].Start < segment.Start) next++;
        var first = next;
        while (next < edits.Length && edits[next].Start < segment.Start + segment.Length) next++;
        using var content = new PooledWriter(segment.Length + 256);
        var own = new List<Edit>();
        foreach (var edit in edits[first..next]) own.Add(edit with { Start = edit.Start - segment.Start });
        BodyEditor.Write(body.Slice(segment.Start, segment.Length), CollectionsMarshal.AsSpan(own), content);
        var chars = ArrayPool<char>.Shared.Rent(content.Length + 1);
        open.Append(chars.AsSpan(0, SegmentText.Decode(content.Written.Span, 1, chars)));
        ArrayPool<char>.Shared.Return(chars, clearArray: true);
    }

    private Rejection? Check(int? group, AnswerReader reader)
    {
        // 1. A failure is told as it is, and what is said beside a tool call is no final answer.
        if (reader.IsError || reader.CallsTool) _words.Clear();

        // 2. Pieces of one text that was quiet for a while belong together.
        foreach (var text in _words.Where(w => group is null || w.Group == group).GroupBy(w => w.Key).ToArray())
        {
            using var bytes = new PooledWriter(4_096);
            foreach (var part in text) part.WriteTo(bytes);
            _words.RemoveAll(w => w.Key == text.Key);
            if (bytes.Written.Span.IndexOfAnyExcept(" \r\n\t"u8) < 0) continue; // an answer of no words: a refusal, a filter
            if (_chars <= MostChars && JsonShapeCheck.Fits(bytes.Written.Span, demand.Shape)) continue;
            findings.Add(rule.Rule, "response");
            if (rule.Rule is { Action: GuardrailAction.Block, MonitorOnly: false }) return Rejection.StructuredOutputInvalid(rule.Rule.Guardrail);
        }

        return null;
    }

    /// <summary>One text of the answer and what changes in it.</summary>
    internal sealed class Words(AnswerShape owner, int key, int group)
    {
        private readonly StringBuilder _text = new();
        private readonly List<ChannelEdit> _edits = [];

        public int Key { get; } = key;

        public int Group { get; } = group;

        /// <summary>Takes the next piece, as the model wrote it.</summary>
        public void Append(ReadOnlySpan<char> text)
        {
            owner._chars = Math.Min(MostChars + 1, owner._chars + text.Length);
            if (owner._chars <= MostChars) _text.Append(text);
        }

        /// <summary>Takes changes; the list may be longer.</summary>
        public void Change(ReadOnlySpan<ChannelEdit> edits) => _edits.AddRange(edits);

        /// <summary>Writes the text as the client gets it.</summary>
        public void WriteTo(IBufferWriter<byte> output)
        {
            _edits.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.IsRestored.CompareTo(b.IsRestored));
            var text = _text.ToString();
            var at = 0;
            foreach (var edit in _edits)
            {
                if (edit.End > text.Length) break;
                var start = (int)edit.Start;
                if (start >= at)
                {
                    Encoding.UTF8.GetBytes(text.AsSpan(at, start - at), output);
                    JsonEscape.Write(edit.Text, edit.IsRestored ? 1 : 0, output);
                }

                at = Math.Max(at, (int)edit.End);
            }

            Encoding.UTF8.GetBytes(text.AsSpan(at), output);
        }
    }
}
