using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection;

/// <summary>A built-in detector. It declares what its findings cannot do without, and is called only there.</summary>
/// <remarks>
/// Every decision is local: whether a finding stands depends on the finding itself, on <see cref="LookBehind"/> chars before it and on
/// what follows within <see cref="Reach"/>, never on an earlier finding. That is what lets a stream be cut anywhere.
/// </remarks>
public abstract class AnchoredDetector : IDetector
{
    private AnchorPass? _alone;

    private protected AnchoredDetector()
    {
    }

    /// <inheritdoc/>
    public abstract string Id { get; }

    /// <inheritdoc/>
    public abstract string Label { get; }

    /// <inheritdoc/>
    public virtual IReadOnlyList<string> Kinds => [];

    /// <inheritdoc/>
    public abstract int Reach { get; }

    /// <inheritdoc/>
    public abstract int LookBehind { get; }

    internal virtual Anchors Anchors => Anchors.None;

    /// <summary>Fewest digits in a run worth a call.</summary>
    internal virtual int MinDigits => 1;

    /// <summary>Strings of at least three chars, matched exactly.</summary>
    internal virtual IReadOnlyList<string> Literals => [];

    /// <summary>Strings of at least three chars, matched without regard to case.</summary>
    internal virtual IReadOnlyList<string> AnyCaseLiterals => [];

    /// <inheritdoc/>
    public abstract int OpenFrom(ReadOnlySpan<char> text);

    /// <inheritdoc/>
    public void Scan(ReadOnlySpan<char> text, ref FindingSink findings)
    {
        var alone = _alone ??= new AnchorPass([(this, findings.Detector)]);
        alone.Scan(text, ref findings, findings.Detector);
    }

    internal virtual void AtNumber(ReadOnlySpan<char> text, in NumberRun run, ref FindingSink findings)
    {
    }

    internal virtual void AtChar(ReadOnlySpan<char> text, int at, ref FindingSink findings)
    {
    }

    internal virtual void AtLiteral(ReadOnlySpan<char> text, int at, string literal, int index, ref FindingSink findings)
    {
    }
}
