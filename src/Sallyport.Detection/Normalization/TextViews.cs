namespace Sallyport.Detection.Normalization;

/// <summary>
/// The readings of a text. The first has everything decoded and joined in place, which takes nothing from the rest of the text. Where words
/// looked shifted or turned around there are one or two more, beside it, since that guess could be wrong. Each is scored on its own.
/// </summary>
internal sealed class TextViews(Vocabulary vocabulary)
{
    private const int MostLayers = 3;

    private readonly TextFolder _folder = new();
    private readonly TextDecoder _decoder = new();
    private readonly SpacedLetters _spaced = new(vocabulary);
    private readonly WordRepair _repair = new(vocabulary);
    private readonly FoldedText[] _buffers = [new(), new(), new(), new()];
    private readonly FoldedText[] _views = new FoldedText[3];

    public int Count { get; private set; }

    /// <summary>Whether the wording was hidden on purpose, as far as that can be told: escapes that pages and JSON need do not count.</summary>
    public bool Disguised { get; private set; }

    public FoldedText this[int view] => _views[view];

    public void Make(ReadOnlySpan<char> text)
    {
        Disguised = false;
        var layer = Decode(text);
        FoldedText folded = _buffers[0], joined = _buffers[3];
        _folder.Fold(layer is null ? text : layer.Chars, folded);
        if (layer is not null) folded.MapThrough(layer.Sources);
        Disguised |= _folder.WasDisguised;
        if (_spaced.TryJoin(folded.Chars, joined))
        {
            joined.MapThrough(folded.Sources);
            folded = joined;
            Disguised = true;
        }

        Disguised |= _repair.RepairLeet(folded);
        _views[0] = folded;
        Count = 1;
        if (!_repair.TryShift(folded, _buffers[1])) return;
        Disguised = true;
        if (_repair.ChangedMost) Count = 0;
        _views[Count++] = _buffers[1];
        if (_repair.Reversed)
        {
            Reverse(folded, _buffers[2]);
            _views[Count++] = _buffers[2];
        }

        for (var view = 0; view < Count; view++) _repair.RepairLeet(_views[view]);
    }

    private FoldedText? Decode(ReadOnlySpan<char> text)
    {
        FoldedText from = _buffers[1], into = _buffers[2];
        if (!_decoder.TryDecode(text, from)) return null;
        Disguised |= _decoder.WasDisguised;
        for (var layer = 1; layer < MostLayers && _decoder.TryDecode(from.Chars, into); layer++)
        {
            into.MapThrough(from.Sources);
            Disguised |= _decoder.WasDisguised;
            (from, into) = (into, from);
        }

        return from;
    }

    private static void Reverse(FoldedText text, FoldedText into)
    {
        into.Clear(text.Length);
        for (var i = text.Length - 1; i >= 0; i--) into.Add(text.Chars[i], text.Sources[i]);
    }
}
