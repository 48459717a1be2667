using System.Buffers.Text;
using Sallyport.Providers.Json;

namespace Sallyport.Providers.OpenAI;

/// <summary>Answer of OpenAI's image and audio APIs in JSON, whole or one event: images, sound, transcripts.</summary>
public sealed class MediaAnswerReader : AnswerReader
{
    private readonly List<(int Start, int Length)> _withheld = [];
    private readonly List<(int Segment, Field Field)> _pieces = [];
    private int _arrayStart;

    /// <summary>Arrays of token numbers: they say the transcript in a form in which nothing can be masked, so they leave empty.</summary>
    public IReadOnlyList<(int Start, int Length)> Withheld => _withheld;

    protected override void OnStart()
    {
        base.OnStart();
        _withheld.Clear();
        _pieces.Clear();
    }

    protected override void OnOpen(int start)
    {
        if (Top.IsArray && Top.Name == Field.Tokens) _arrayStart = start;
        else if (Depth == 2 && Top.Name == Field.Error) IsError = ClosesAll = true;
    }

    protected override void OnArrayEnd(int end)
    {
        if (Top.Name == Field.Tokens && _arrayStart + 2 < end) _withheld.Add((_arrayStart, end - _arrayStart));
    }

    protected override bool IsAnswerText(Field field) => Depth == 1 && field is Field.Text or Field.Delta;

    protected override SegmentKind KindOf(ReadOnlySpan<byte> body, Field field, int start, int length)
    {
        if (Depth == 1 && field == Field.Type)
        {
            var type = body.Slice(start, length);
            IsError = type.SequenceEqual("error"u8);
            IsLast = type.SequenceEqual("transcript.text.done"u8) || type.SequenceEqual("speech.audio.done"u8);
            HasEnded |= IsLast;
            ClosesAll = IsError || IsLast || type.EndsWith(".completed"u8) || type.EndsWith(".done"u8);
        }

        if (field is Field.B64Json or Field.Url && Top.Name == Field.Data) Reported = Reported with { Images = (Reported.Images ?? 0) + 1 };
        if (field is Field.Text or Field.Word && Depth >= 2) _pieces.Add((Segments.Count, field));
        return field switch
        {
            Field.B64Json => SegmentKind.Media,
            Field.Audio when Depth == 1 => SegmentKind.Media,
            _ => base.KindOf(body, field, start, length),
        };
    }

    protected override void OnNumber(ReadOnlySpan<byte> number, Field field)
    {
        base.OnNumber(number, field);
        if (field == Field.Seconds && Top.Name == Field.Usage && Utf8Parser.TryParse(number, out double seconds, out _) && seconds is >= 0 and < 1e9)
            Reported = Reported with { Seconds = (long)Math.Ceiling(seconds) };
        else if (field == Field.AudioTokens && Top.Name == Field.InputTokenDetails && Utf8Parser.TryParse(number, out long heard, out _)) Reported = Reported with { InputAudio = heard };
    }

    // Cues and words stand apart, with times and names between them, and are one text all the same: they go to the end of the list, each kind by itself.
    protected override bool OnEnd()
    {
        if (_pieces.Count > 1)
        {
            var moved = _pieces.OrderBy(p => p.Field).Select(p => (p.Field, Segment: Segments[p.Segment])).ToArray();
            var at = 0;
            var next = 0;
            for (var i = 0; i < Segments.Count; i++)
            {
                if (next < _pieces.Count && _pieces[next].Segment == i) next++;
                else Segments[at++] = Segments[i];
            }

            for (var i = 0; i < moved.Length; i++) Segments[at++] = moved[i].Segment with { JoinsNext = i + 1 < moved.Length && moved[i + 1].Field == moved[i].Field };
        }

        return base.OnEnd();
    }
}
