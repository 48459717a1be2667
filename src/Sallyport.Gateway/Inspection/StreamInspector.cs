using System.Buffers;
using System.Runtime.InteropServices;
using Sallyport.Gateway.Pipeline;
using Sallyport.Providers;
using Sallyport.Providers.Json;
using Sallyport.Providers.Sse;

namespace Sallyport.Gateway.Inspection;

/// <summary>
/// Inspects a streamed answer frame by frame. Whole frames wait until every text they carry is final, then leave as they came;
/// only a frame that a finding or a placeholder touches is changed.
/// </summary>
/// <remarks>
/// Waiting by frame rather than by character keeps untouched frames byte for byte, needs no frames of our own making, and costs
/// no rewriting on the common path. Frames leave in the order in which they came.
/// </remarks>
internal sealed class StreamInspector : IDisposable
{
    private const int MaxWaitingBytes = 4 * 1_024 * 1_024;
    private const int MaxChannels = 4_096;
    private const int SilentFrames = 4;
    private const int FirstBufferBytes = 2_048; // thousands of streams are open at once, and most of them wait
    private const int LeastRoomBytes = 512;

    private readonly AnswerContext _context;
    private readonly AnswerReader _reader;
    private readonly bool _isArray, _hideUsage;
    private readonly Queue<Waiting> _frames = new(4);
    private readonly Queue<Piece> _pieces = new(4);
    private readonly List<StreamChannel> _channels = new(2);
    private readonly List<Edit> _edits = [];
    private JsonArrayFramer _array;
    private TextScan? _oneShot;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
    private int _frameNumber;
    private int _start, _framed, _end, _scanned; // released | waiting | not framed yet | free

    /// <param name="context">Policy, placeholders and tally.</param>
    /// <param name="reader">Reader of the upstream's dialect; belongs to this inspector until it is disposed.</param>
    /// <param name="isArray">True for a stream that is one JSON array (Gemini without alt=sse).</param>
    /// <param name="hideUsage">True if the usage chunk was asked for by us and not by the client.</param>
    public StreamInspector(AnswerContext context, AnswerReader reader, bool isArray, bool hideUsage) =>
        (_context, _reader, _isArray, _hideUsage) = (context, reader, isArray, hideUsage);

    /// <summary>A frame that waits: where it lies and how many pieces of text it carries.</summary>
    private readonly record struct Waiting(int Length, int DataStart, int DataLength, int Pieces, bool IsHidden, bool IsPlain);

    /// <summary>One piece of text of a waiting frame.</summary>
    private readonly record struct Piece(StreamChannel? Channel, TextSegment Segment, long From, long To, InnerUnescaper Before, bool EndsInside, Edit OneShot);

    public AnswerReader Reader => _reader;

    /// <summary>True once the end mark of the stream was seen.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Of what the model said so far, in bytes of UTF-8 as they were escaped.</summary>
    public long SeenBytes { get; private set; }

    /// <summary>True if bytes are left that make no whole frame.</summary>
    public bool HasRest => _framed < _end && _buffer.AsSpan(_framed, _end - _framed).ContainsAnyExcept(" \r\n\t"u8);

    /// <summary>Room for the next bytes of the upstream. Follow with <see cref="Received"/>.</summary>
    public Memory<byte> Room()
    {
        if (_buffer.Length - _end < LeastRoomBytes)
        {
            if (_start > 0 && _end - _start <= _buffer.Length / 2) Slide(_buffer);
            else
            {
                var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
                var old = _buffer;
                Slide(larger);
                ArrayPool<byte>.Shared.Return(old);
            }
        }

        return _buffer.AsMemory(_end);
    }

    /// <summary>Takes what was read into <see cref="Room"/>, and writes every frame that has become final, also before a rejection.</summary>
    public Rejection? Received(int count, IBufferWriter<byte> output)
    {
        _end += count;
        var rejection = TakeAll();
        if (HasEnded) _end = _framed; // whatever follows the end mark belongs to nobody
        Release(output);
        if (rejection is not null) return rejection;
        if (_end - _start > MaxWaitingBytes) return Rejection.UpstreamTooLarge;
        if (_start == _end) (_start, _framed, _end) = (0, 0, 0);
        return null;
    }

    /// <summary>The upstream has said all: ends every text and writes what waited.</summary>
    public Rejection? Complete(IBufferWriter<byte> output)
    {
        var rejection = CloseAll() ?? _context.Shape?.EndAll(_reader);
        Release(output);
        return rejection;
    }

    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        if (_oneShot is not null) ScratchPool.Return(_oneShot);
        ScratchPool.Return(_reader);
    }

    private void Slide(byte[] to)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(to);
        (_framed, _end, _start, _buffer) = (_framed - _start, _end - _start, 0, to);
    }

    private Rejection? TakeAll()
    {
        while (!HasEnded)
        {
            var bytes = _buffer.AsSpan(_framed, _end - _framed);
            var result = _isArray ? _array.TryRead(bytes, ref _scanned, out var frame) : SseFramer.TryRead(bytes, ref _scanned, out frame);
            if (result == FrameResult.Malformed) return Rejection.UpstreamMalformed;
            if (result == FrameResult.Incomplete) break;
            if (Take(frame) is { } rejection) return rejection;
        }

        return null;
    }

    private Rejection? Take(in StreamFrame frame)
    {
        var pieces = 0;
        var hidden = false;
        if (frame.Kind == FrameKind.End)
        {
            HasEnded = true;
            if ((CloseAll() ?? _context.Shape?.EndAll(_reader)) is { } rejection) return rejection;
        }
        else if (frame.Kind == FrameKind.Data)
        {
            var data = _buffer.AsSpan(_framed + frame.DataStart, frame.DataLength);
            if (!_reader.TryRead(data, out _)) return Rejection.UpstreamMalformed;
            _frameNumber++;
            hidden = _hideUsage && _reader.IsUsageOnly;
            if (TakePieces(data, frame.DataStart, ref pieces) is { } rejection) return rejection;
        }

        _frames.Enqueue(new Waiting(frame.Length, frame.DataStart, frame.DataLength, pieces, hidden, frame.IsPlain && frame.Kind != FrameKind.Heartbeat));
        _framed += frame.Length;
        return null;
    }

    private Rejection? TakePieces(ReadOnlySpan<byte> data, int dataStart, ref int pieces)
    {
        var segments = CollectionsMarshal.AsSpan(_reader.Segments);
        foreach (ref readonly var segment in segments)
        {
            if (segment.Kind == SegmentKind.Media) continue;
            if (!segment.Continues)
            {
                if (TakeOneShot(data, segment, dataStart, ref pieces) is { } no) return no;
                continue;
            }

            if (segment.Length == 0) continue;
            SeenBytes += segment.Length;
            var channel = ChannelOf(segment);
            (channel.LastFrame, channel.Silence) = (_frameNumber, 0);
            var moved = segment;
            moved.Start += dataStart;
            var (from, before) = (channel.Length, channel.Inner);
            if (AppendTo(channel, data.Slice(segment.Start, segment.Length), segment) is { } rejection) return rejection;
            _pieces.Enqueue(new Piece(channel, moved, from, channel.Length, before, channel.Inner.IsOpen, default));
            pieces++;
        }

        if (_reader.ClosesAll) return CloseAll() ?? (_reader.IsLast ? _context.Shape?.EndAll(_reader) : null);
        if (CloseSilent() is { } silent) return silent;
        foreach (var group in _reader.ClosedGroups)
        {
            if ((Close(group) ?? _context.Shape?.End(group, _reader)) is { } rejection) return rejection;
        }

        return null;
    }

    private static Rejection? AppendTo(StreamChannel channel, ReadOnlySpan<byte> content, in TextSegment segment)
    {
        if (content.Length <= 512)
        {
            Span<char> text = stackalloc char[512];
            Span<char> scratch = stackalloc char[segment.Kind == SegmentKind.JsonText ? 512 : 0];
            return channel.Append(text[..SegmentText.Decode(content, segment.HasEscapes ? 1 : 0, text)], scratch);
        }

        var rented = ArrayPool<char>.Shared.Rent(content.Length * 2);
        try
        {
            var length = SegmentText.Decode(content, segment.HasEscapes ? 1 : 0, rented);
            return channel.Append(rented.AsSpan(0, length), rented.AsSpan(content.Length));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented, clearArray: true);
        }
    }

    // Unknown names and long numbers are whole where they stand.
    private Rejection? TakeOneShot(ReadOnlySpan<byte> data, in TextSegment segment, int dataStart, ref int pieces)
    {
        _oneShot ??= ScratchPool.RentScan();
        _edits.Clear();
        List<TextSegment> one = [segment];
        if (AnswerEdits.Find(data, one, _context, _oneShot, _edits) is { } rejection) return rejection;
        foreach (var edit in _edits)
        {
            _pieces.Enqueue(new Piece(null, segment, 0, 0, default, false, edit with { Start = edit.Start + dataStart }));
            pieces++;
        }

        _edits.Clear();
        return null;
    }

    private StreamChannel ChannelOf(in TextSegment segment)
    {
        foreach (var known in _channels)
        {
            if (known.Key == segment.Channel && known.Kind == segment.Kind && known.IsArguments == segment.IsArguments) return known;
        }

        var channel = new StreamChannel(_context, segment);
        _channels.Add(channel);
        return channel;
    }

    // Texts of one choice follow each other. One that has been silent for some frames while its choice went on is over,
    // so that a tool call does not wait for the end of the stream.
    private Rejection? CloseSilent()
    {
        if (_channels.Count < 2) return null;
        if (_channels.Count > MaxChannels) return Rejection.UpstreamMalformed;
        for (var i = _channels.Count - 1; i >= 0; i--)
        {
            var channel = _channels[i];
            if (channel.LastFrame == _frameNumber || !HeardNow(channel.Group) || ++channel.Silence < SilentFrames) continue;
            _channels.RemoveAt(i);
            if (channel.Complete() is { } rejection) return rejection;
        }

        return null;
    }

    private bool HeardNow(int group)
    {
        foreach (var channel in _channels)
        {
            if (channel.Group == group && channel.LastFrame == _frameNumber) return true;
        }

        return false;
    }

    private Rejection? Close(int group)
    {
        for (var i = _channels.Count - 1; i >= 0; i--)
        {
            var channel = _channels[i];
            if (channel.Group != group) continue;
            _channels.RemoveAt(i);
            if (channel.Complete() is { } rejection) return rejection;
        }

        return null;
    }

    private Rejection? CloseAll()
    {
        foreach (var channel in _channels)
        {
            if (channel.Complete() is { } rejection) return rejection;
        }

        _channels.Clear();
        return null;
    }

    private void Release(IBufferWriter<byte> output)
    {
        var plain = 0; // bytes of untouched frames before the frame at hand
        while (_frames.TryPeek(out var frame) && TryResolve(frame, _start + plain))
        {
            _frames.Dequeue();
            var bytes = _buffer.AsSpan(_start + plain, frame.Length);
            if (!frame.IsHidden && frame.IsPlain && _edits.Count == 0)
            {
                plain += frame.Length;
                continue;
            }

            WritePlain(ref plain, output);
            _start += frame.Length;
            if (frame.IsHidden) continue;
            if (frame.IsPlain) BodyEditor.Write(bytes, CollectionsMarshal.AsSpan(_edits), output);
            else if (frame.DataLength == 0) output.Write(":\n\n"u8); // a comment may hold anything: the client gets the beat, not the words
            else WriteAnew(bytes, frame, output);
        }

        WritePlain(ref plain, output);
    }

    // Even writing nothing takes a block of the connection's memory, and a waiting stream would hold it until its next event.
    private void WritePlain(ref int plain, IBufferWriter<byte> output)
    {
        if (plain == 0) return;
        output.Write(_buffer.AsSpan(_start, plain));
        _start += plain;
        plain = 0;
    }

    private void WriteAnew(ReadOnlySpan<byte> bytes, in Waiting frame, IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        for (var i = 0; i < _edits.Count; i++) _edits[i] = _edits[i] with { Start = _edits[i].Start - frame.DataStart };
        BodyEditor.Write(bytes.Slice(frame.DataStart, frame.DataLength), CollectionsMarshal.AsSpan(_edits), output);
        output.Write("\n\n"u8);
    }

    // True if all pieces of the frame at the head are final; its edits are then in _edits and its pieces gone.
    private bool TryResolve(in Waiting frame, int frameStart)
    {
        _edits.Clear();
        if (frame.Pieces == 0) return true;
        var left = frame.Pieces;
        foreach (var piece in _pieces)
        {
            if (left-- == 0) break;
            if (piece.Channel is { IsComplete: false } open && open.Decided < piece.To + (piece.EndsInside ? 1 : 0)) return false;
        }

        for (left = frame.Pieces; left > 0; left--)
        {
            var piece = _pieces.Dequeue();
            if (piece.Channel is null) _edits.Add(piece.OneShot);
            else Resolve(piece, frameStart);
        }

        if (_edits.Count > 1) _edits.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        return true;
    }

    private void Resolve(in Piece piece, int frameStart)
    {
        var channel = piece.Channel!;
        var segment = piece.Segment;
        var content = _buffer.AsSpan(frameStart + segment.Start, segment.Length);
        var levels = segment.Kind == SegmentKind.JsonText ? 2 : segment.HasEscapes ? 1 : 0;
        var end = -1L; // of the edits before: of one that overlaps them, what lies beyond is taken out too
        foreach (ref readonly var edit in channel.Edits)
        {
            var begin = Math.Max(edit.Start, end);
            if (edit.End <= begin) continue;
            end = edit.End;
            var touchesTail = piece.EndsInside && begin <= piece.To && piece.To < edit.End;
            if ((begin >= piece.To && !touchesTail) || edit.End <= piece.From) continue;
            var first = SegmentText.ByteOffset(content, levels, (int)(Math.Max(begin, piece.From) - piece.From), piece.Before);
            var last = touchesTail ? content.Length : SegmentText.ByteOffset(content, levels, (int)(Math.Min(edit.End, piece.To) - piece.From), piece.Before);
            var starts = begin == edit.Start && edit.Start >= piece.From && edit.Start < piece.To;
            _edits.Add(new Edit(segment.Start + first, last - first, starts ? edit.Text : "", edit.IsRestored ? _context.LevelsOf(segment) : 1));
        }

        channel.Forget(piece.To);
    }
}
