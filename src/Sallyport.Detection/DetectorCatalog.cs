using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Sallyport.Detection.Addresses;
using Sallyport.Detection.Cloud;
using Sallyport.Detection.Devices;
using Sallyport.Detection.Financial;
using Sallyport.Detection.Government;
using Sallyport.Detection.Medical;
using Sallyport.Detection.Names;
using Sallyport.Detection.Network;
using Sallyport.Detection.PersonalData;
using Sallyport.Detection.PersonalData.Dates;
using Sallyport.Detection.PersonalData.Phones;
using Sallyport.Detection.Secrets;
using Sallyport.Detection.Vehicles;

namespace Sallyport.Detection;

/// <summary>All built-in detectors, written out by hand. Ids and labels are frozen.</summary>
public static class DetectorCatalog
{
    /// <summary>Every built-in detector. The order decides which of two equally long findings names their union.</summary>
    public static IReadOnlyList<IDetector> All { get; } =
    [
        new PrivateKeyDetector(),
        new ApiKeyDetector(),
        new PasswordDetector(),
        new PaymentCardDetector(),
        new IbanDetector(),
        new UsSsnDetector(),
        new EmailDetector(),
        new PhoneDetector(),
        new IpAddressDetector(),
        new InternalHostDetector(),
        new NationalIdDetector(),
        new TaxIdDetector(),
        new PassportDetector(),
        new DriverLicenseDetector(),
        new BankAccountDetector(),
        new BicDetector(),
        new CardCodeDetector(),
        new CryptoWalletDetector(),
        new MedicalIdDetector(),
        new VehicleIdDetector(),
        new DeviceIdDetector(),
        new CloudAccountDetector(),
        new DateDetector(),
        new AgeDetector(),
        new AddressDetector(),
        new UrlDetector(),
        new MacAddressDetector(),
        new UsernameDetector(),
        NameDetector.Person,
        NameDetector.Location,
        NameDetector.Organization,
        NameDetector.Title,
        NameDetector.Nationality,
    ];

    private static readonly FrozenSet<string> Secrets = FrozenSet.Create("private-key", "api-key", "password");

    private static readonly FrozenSet<string> Prose = FrozenSet.Create("date", "age", "person", "location", "organization", "title", "nationality");

    /// <summary>True for a detector of credentials: what opens something.</summary>
    public static bool IsSecret(string id) => Secrets.Contains(id);

    /// <summary>True for a detector of words that ordinary prose is full of, names and dates: useful in what people write, noise in source code.</summary>
    public static bool IsProse(string id) => Prose.Contains(id);

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
