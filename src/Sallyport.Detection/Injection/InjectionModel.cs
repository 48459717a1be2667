using Sallyport.Detection.Normalization;

namespace Sallyport.Detection.Injection;

/// <summary>The trained part of the engine, from <c>injection.model</c>: the vocabulary, then the weights for users and for tools.</summary>
internal sealed class InjectionModel
{
    public const int Slots = 1 << 18;
    public const uint Mask = Slots - 1;

    private static readonly float[] Norms = MakeNorms();

    private readonly byte[] _vocabulary;

    public InjectionModel(ReadOnlySpan<byte> data)
    {
        if (data.Length != Vocabulary.Bytes + 2 * ChannelModel.Bytes) throw new InvalidDataException("injection.model has the wrong length");
        _vocabulary = data[..Vocabulary.Bytes].ToArray();
        User = new ChannelModel(data[Vocabulary.Bytes..]);
        Tool = new ChannelModel(data[(Vocabulary.Bytes + ChannelModel.Bytes)..]);
    }

    public ChannelModel User { get; }

    public ChannelModel Tool { get; }

    public Vocabulary MakeVocabulary() => new(_vocabulary);

    public static InjectionModel Load() => new(EmbeddedFile.Read("Sallyport.Detection.Injection.injection.model"));

    /// <summary>By what the sum of a window of so many tokens is multiplied: longer windows must say more, but not in proportion.</summary>
    public static float Norm(int tokens) => Norms[tokens];

    private static float[] MakeNorms()
    {
        var norms = new float[TokenList.Most + 1];
        for (var i = 0; i < norms.Length; i++) norms[i] = 1 / MathF.Sqrt(i + 6);
        return norms;
    }
}
