using Sallyport.Detection.Fingerprints;

namespace Sallyport.Gateway.Configuration;

/// <summary>The company's own data that a request is judged by as a whole, rather than place by place.</summary>
/// <param name="Exposures">Registered documents of which only so much may leave unnoticed.</param>
public sealed record CompanySnapshot(IReadOnlyList<ExposureRule> Exposures)
{
    public static CompanySnapshot None { get; } = new([]);

    /// <summary>True if there is nothing to look for.</summary>
    public bool IsEmpty => Exposures.Count == 0;
}

/// <summary>How much of each document of a set one key may send before it is recorded.</summary>
/// <param name="Index">The set.</param>
/// <param name="Percent">Share of one document, 1 to 100.</param>
/// <param name="Rule">What is recorded.</param>
public sealed record ExposureRule(FingerprintIndex Index, int Percent, InspectionRule Rule);
