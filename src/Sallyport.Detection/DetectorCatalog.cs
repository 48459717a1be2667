using System.Diagnostics.CodeAnalysis;
using Sallyport.Detection.Financial;
using Sallyport.Detection.Network;
using Sallyport.Detection.PersonalData;
using Sallyport.Detection.Secrets;

namespace Sallyport.Detection;

/// <summary>All built-in detectors, written out by hand. Ids and labels are frozen.</summary>
public static class DetectorCatalog
{
    /// <summary>Every built-in detector. The order decides which of two equally long findings names their union.</summary>
    public static IReadOnlyList<IDetector> All { get; } =
    [
        new PrivateKeyDetector(),
        new ApiKeyDetector(),
        new PaymentCardDetector(),
        new IbanDetector(),
        new UsSsnDetector(),
        new EmailDetector(),
        new PhoneDetector(),
        new IpAddressDetector(),
        new InternalHostDetector(),
        new PasswordDetector(),
    ];

    /// <summary>The built-in detector with this id.</summary>
    public static bool TryGet(string id, [NotNullWhen(true)] out IDetector? detector)
    {
        detector = null;
        foreach (var candidate in All)
        {
            if (candidate.Id == id) detector = candidate;
        }

        return detector is not null;
    }
}
