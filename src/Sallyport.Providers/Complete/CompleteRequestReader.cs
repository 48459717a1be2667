using Sallyport.Providers.Json;

namespace Sallyport.Providers.Complete;

/// <summary>Body of our own <c>POST /api/ai/complete</c>: <c>input</c> (text or messages), <c>model</c>, <c>purpose</c>, <c>stream</c>, and nothing else.</summary>
public sealed class CompleteRequestReader : RequestReader
{
    private readonly List<CompleteMessage> _messages = [];
    private bool _isStrange;
    private CompleteMessage _open;

    /// <summary>The messages in order; one of role user if <c>input</c> is a text. Segments are indexes into <see cref="BodyReader.Segments"/>.</summary>
    public IReadOnlyList<CompleteMessage> Messages => _messages;

    protected override void OnStart()
    {
        base.OnStart();
        _messages.Clear();
        _isStrange = false;
        _open = default;
    }

    protected override void OnOpen(int start)
    {
        if (Depth == 1) return;
        if (Depth == 2 && Top.Name == Field.Input && Top.IsArray) return;
        if (Depth == 3 && At(2) == Field.Input && !Top.IsArray) _open = new CompleteMessage("user", -1);
        else _isStrange = true;
    }

    protected override void OnString(ReadOnlySpan<byte> body, Field field, int start, int length, bool hasEscapes)
    {
        Note(body, field, start, length);
        ref var segment = ref Add(start, length, hasEscapes, SegmentKind.Text);
        segment.IsSpoken = IsSpoken(field);
        var index = Segments.Count - 1;
        if (Depth == 1 && field == Field.Input)
        {
            segment.Role = SegmentRole.User;
            _messages.Add(new CompleteMessage("user", index));
        }
        else if (Depth == 1 && field == Field.Model) Facts.SetModel(body, start, length, hasEscapes);
        else if (Depth == 1 && field == Field.Purpose) Facts.Purpose = System.Text.Encoding.UTF8.GetString(body.Slice(start, Math.Min(length, 64)));
        else if (Depth == 3 && field == Field.Content) _open = _open with { Segment = index };
        else if (Depth == 3 && field == Field.Role) _open = _open with { Role = System.Text.Encoding.UTF8.GetString(body.Slice(start, length)) };
        else _isStrange = true;
    }

    protected override void OnObjectEnd(ReadOnlySpan<byte> body, ref Frame frame)
    {
        if (Depth != 3) return;
        if (_open.Segment < 0 || _open.Role is not ("user" or "assistant" or "system")) _isStrange = true;
        _messages.Add(_open);
    }

    protected override void OnNumber(ReadOnlySpan<byte> number, Field field) => _isStrange = true;

    protected override bool OnEnd()
    {
        foreach (ref readonly var segment in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Segments)) _isStrange |= segment.Kind == SegmentKind.Name;
        return base.OnEnd() && !_isStrange && _messages.Count > 0;
    }
}

/// <summary>One message of a complete request.</summary>
/// <param name="Role">user, assistant or system.</param>
/// <param name="Segment">Index of its text.</param>
public readonly record struct CompleteMessage(string Role, int Segment);
