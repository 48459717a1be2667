using System.Runtime.CompilerServices;

namespace Sallyport.Detection.Anchoring;

/// <summary>What a decision at one number came to: up to eight findings, and the first char that any of them could begin at.</summary>
internal ref struct Pieces
{
    private Buffer _pieces;

    /// <summary>No finding of this number begins before it, found or still possible.</summary>
    public int Earliest { get; set; }

    public int Count { get; private set; }

    public readonly Piece this[int index] => _pieces[index];

    public void Add(int start, int end, Confidence confidence, ushort kind = 0)
    {
        if (Count == Buffer.Size) return;
        _pieces[Count++] = new Piece(start, end, confidence, kind);
        if (start < Earliest) Earliest = start;
    }

    /// <summary>Adds all of <paramref name="other"/>.</summary>
    public void Add(scoped in Pieces other)
    {
        for (var i = 0; i < other.Count; i++) Add(other[i].Start, other[i].End, other[i].Confidence, other[i].Kind);
    }

    internal readonly record struct Piece(int Start, int End, Confidence Confidence, ushort Kind);

    [InlineArray(Size)]
    private struct Buffer
    {
        public const int Size = 8;
        private Piece _first;
    }
}
