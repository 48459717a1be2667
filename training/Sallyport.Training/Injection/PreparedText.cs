using Sallyport.Detection.Injection;
using Sallyport.Detection.Normalization;

namespace Sallyport.Training.Injection;

/// <summary>A text cut into tokens, windows and features once, so that each pass over the data only adds weights.</summary>
internal sealed class PreparedText
{
    private const int MostChars = 8192;

    private PreparedText(InjectionRecord record, int[] features, int[] ends, WindowList windows, InjectionSignals spoken)
    {
        Record = record;
        Features = features;
        Ends = ends;
        Windows = windows;
        Spoken = spoken;
    }

    public InjectionRecord Record { get; }

    /// <summary>Table indices, token after token.</summary>
    public int[] Features { get; }

    /// <summary>For each token, where its features end.</summary>
    public int[] Ends { get; }

    public WindowList Windows { get; }

    /// <summary>For each scale the window that holds the planted part best, or -1 if it is not known.</summary>
    public int[] Planted { get; } = [-1, -1, -1, -1];

    /// <summary>What the rules say.</summary>
    public InjectionSignals Spoken { get; }

    /// <summary>One for each reading of the text, the plain one first.</summary>
    public static PreparedText[] AllOf(InjectionRecord record, PreparationTools tools)
    {
        var text = record.Text.AsSpan(0, Math.Min(record.Text.Length, MostChars));
        tools.Views.Make(text);
        var prepared = new PreparedText[tools.Views.Count];
        for (var view = 0; view < prepared.Length; view++) prepared[view] = From(record, tools, view);
        return prepared;
    }

    private static PreparedText From(InjectionRecord record, PreparationTools tools, int view)
    {
        var tokens = tools.Tokens;
        var folded = tools.Views[view];
        Tokenizer.Tokenize(folded.Chars, tokens);
        tools.Windows.Cut(tokens);
        var features = new List<int>(tokens.Count * 14);
        var ends = new int[tokens.Count];
        Span<uint> emitted = stackalloc uint[InjectionFeatures.MostPerToken];
        var trail = new ConceptTrail();
        for (var i = 0; i < tokens.Count; i++)
        {
            var count = InjectionFeatures.Emit(folded.Chars, tokens, i, ref trail, emitted);
            foreach (var feature in emitted[..count]) features.Add((int)(feature & InjectionModel.Mask));
            ends[i] = features.Count;
        }

        var spoken = InjectionRules.Signals(InjectionRules.Match(tokens, 0, tokens.Count));
        if (FakeTurns.In(folded.Chars)) spoken |= InjectionSignals.FakeTurn;
        var prepared = new PreparedText(record, [.. features], ends, tools.Windows.Copy(), spoken);
        if (view == 0 && record.Payload is { Length: > 0 } payload && record.Text.IndexOf(payload, StringComparison.Ordinal) is >= 0 and var at)
        {
            prepared.Locate(folded, tokens, at, at + payload.Length);
        }

        return prepared;
    }

    private void Locate(FoldedText folded, TokenList tokens, int from, int to)
    {
        var sources = folded.Sources;
        int first = tokens.Count, last = -1;
        for (var i = 0; i < tokens.Count; i++)
        {
            if (sources[tokens.Starts[i]] < from || sources[tokens.Starts[i]] >= to) continue;
            first = Math.Min(first, i);
            last = i;
        }

        if (last < 0) return;
        for (var scale = 0; scale < WindowList.Scales; scale++)
        {
            var best = 0.0;
            for (var i = 0; i < Windows.Count(scale); i++)
            {
                var (start, end) = Windows.Window(scale, i);
                var shared = Math.Min(end, last + 1) - Math.Max(start, first);
                var overlap = shared / (double)(Math.Max(end, last + 1) - Math.Min(start, first));
                if (overlap <= best) continue;
                best = overlap;
                Planted[scale] = i;
            }
        }
    }
}
