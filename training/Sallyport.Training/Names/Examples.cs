namespace Sallyport.Training.Names;

/// <summary>Feature lists with what they should give, packed for a learner.</summary>
internal sealed class Examples
{
    private readonly List<uint> _hashes = [];
    private readonly List<int> _ends = [0];
    private readonly List<byte> _labels = [];
    private readonly List<float> _weights = [];

    public int Count => _labels.Count;

    public IReadOnlyList<byte> Labels => _labels;

    public IReadOnlyList<float> Weights => _weights;

    public ReadOnlySpan<uint> this[int example] => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_hashes)[_ends[example].._ends[example + 1]];

    public void Add(ReadOnlySpan<uint> features, byte label, float weight)
    {
        _hashes.AddRange(features);
        _ends.Add(_hashes.Count);
        _labels.Add(label);
        _weights.Add(weight);
    }

    public ReadOnlySpan<uint> All => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_hashes);
}
