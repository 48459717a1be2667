using Sallyport.Detection;

namespace Sallyport.Server.Scan;

/// <summary>A place in a file. Lines and columns count from 1; columns count UTF-16 units.</summary>
internal readonly record struct Place(string File, long Line, long Column, long EndLine, long EndColumn);

/// <summary>Writes findings in one format. The matched text is never written.</summary>
internal abstract class FindingReport
{
    /// <summary>One finding; <paramref name="kind"/> is the finer name, or the detector's id.</summary>
    public abstract void Add(in Place place, IDetector detector, string kind, Confidence confidence);

    /// <summary>Nothing follows.</summary>
    public abstract void Complete(int files, int findings);
}
