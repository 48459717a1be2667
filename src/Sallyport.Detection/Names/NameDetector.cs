namespace Sallyport.Detection.Names;

/// <summary>Finds names of one kind with a small model of our own. All name detectors of a set share one pass over the text.</summary>
public sealed class NameDetector : IDetector
{
    private NamePass? _alone;

    private NameDetector(string id, string label, NameKind kind) => (Id, Label, Kind) = (id, label, kind);

    /// <summary>Names of people.</summary>
    public static NameDetector Person { get; } = new("person", "PERSON", NameKind.Person);

    /// <summary>Towns, regions, countries and other named places.</summary>
    public static NameDetector Location { get; } = new("location", "LOCATION", NameKind.Location);

    /// <summary>Companies, public bodies, parties, bands, clubs.</summary>
    public static NameDetector Organization { get; } = new("organization", "ORGANIZATION", NameKind.Organization);

    /// <summary>Forms of address before a name: Mr, Dr, Frau, Mme.</summary>
    public static NameDetector Title { get; } = new("title", "TITLE", NameKind.Title);

    /// <summary>Nationalities, religions and political groups.</summary>
    public static NameDetector Nationality { get; } = new("nationality", "NRP", NameKind.Nationality);

    /// <inheritdoc/>
    public string Id { get; }

    /// <inheritdoc/>
    public string Label { get; }

    /// <inheritdoc/>
    public int Reach => NamePass.LookBehind + NamePass.LookAhead;

    /// <inheritdoc/>
    public int LookBehind => NamePass.LookBehind;

    internal NameKind Kind { get; }

    /// <inheritdoc/>
    public void Scan(ReadOnlySpan<char> text, ref FindingSink findings) => Alone().Scan(text, ref findings, findings.Detector);

    /// <inheritdoc/>
    public int OpenFrom(ReadOnlySpan<char> text) => Alone().OpenFrom(text);

    private NamePass Alone()
    {
        if (_alone is { } pass) return pass;
        pass = new NamePass(NameModel.Shipped);
        pass.Serve(Kind, 0);
        return _alone = pass;
    }
}
