namespace Sallyport.Detection.Injection;

/// <summary>The trained weights.</summary>
internal sealed class InjectionModel
{
    public const int Slots = 1 << 18;
    public const uint Mask = Slots - 1;

    private static readonly float[] Norms = MakeNorms();

    /// <summary>By what the sum of a window of so many tokens is multiplied: longer windows must say more, but not in proportion.</summary>
    public static float Norm(int tokens) => Norms[tokens];

    private static float[] MakeNorms()
    {
        var norms = new float[TokenList.Most + 1];
        for (var i = 0; i < norms.Length; i++) norms[i] = 1 / MathF.Sqrt(i + 6);
        return norms;
    }
}
