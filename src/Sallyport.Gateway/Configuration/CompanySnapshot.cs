using Sallyport.Detection.Fingerprints;

namespace Sallyport.Gateway.Configuration;

/// <summary>The company's own data that a request is judged by as a whole, rather than place by place.</summary>
/// <param name="Exposures">Registered documents of which only so much may leave unnoticed.</param>
/// <param name="Classes">Kinds of content to look for.</param>
public sealed record CompanySnapshot(IReadOnlyList<ExposureRule> Exposures, IReadOnlyList<ClassRule> Classes)
{
    public static CompanySnapshot None { get; } = new([], []);
}

/// <summary>How much of each document of a set one key may send before it is recorded.</summary>
/// <param name="Set">Name of the set.</param>
/// <param name="Index">The set.</param>
/// <param name="Percent">Share of one document, 1 to 100.</param>
/// <param name="Rule">What is recorded.</param>
public sealed record ExposureRule(string Set, FingerprintIndex Index, int Percent, InspectionRule Rule);

/// <summary>A kind of content and what a text of it means.</summary>
/// <param name="Class">Index into <see cref="Sallyport.Detection.ContentClasses.ContentClassifier.Ids"/>.</param>
/// <param name="MinScore">Least score, 0 to 1.</param>
/// <param name="Rule">What is recorded, how sensitive it makes the text, and whether it ends the exchange.</param>
public sealed record ClassRule(int Class, float MinScore, InspectionRule Rule);
