using System.Globalization;
using Sallyport.Detection;

namespace Sallyport.Server.Scan;

/// <summary>One line a finding, in the form that editors and terminals can jump to.</summary>
internal sealed class HumanReport(TextWriter output, TextWriter errors) : FindingReport
{
    public override void Add(in Place place, IDetector detector, string kind, Confidence confidence) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{place.File}:{place.Line}:{place.Column}: {detector.Label} {(kind == detector.Id ? kind : $"{detector.Id}/{kind}")} ({confidence.ToString().ToLowerInvariant()})"));

    public override void Complete(int files, int findings) =>
        errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{findings} finding(s) in {files} file(s)."));
}
