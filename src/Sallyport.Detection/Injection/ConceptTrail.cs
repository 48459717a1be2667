namespace Sallyport.Detection.Injection;

/// <summary>The last two meanings that were read, and where.</summary>
internal struct ConceptTrail
{
    private const int Far = int.MinValue / 2;

    public ConceptTrail()
    {
    }

    public uint Last { get; private set; }

    public uint Second { get; private set; }

    public int LastAt { get; private set; } = Far;

    public int SecondAt { get; private set; } = Far;

    public void Add(uint concept, int at)
    {
        (Second, SecondAt) = (Last, LastAt);
        (Last, LastAt) = (concept, at);
    }
}
