using Sallyport.Detection;
using Xunit;

namespace Sallyport.Tests.Detection;

public sealed class CatalogTests
{
    [Fact]
    public void Ids_and_labels_are_frozen() => Assert.Equal(
        [
            "private-key PRIVATE_KEY", "api-key API_KEY", "password PASSWORD", "payment-card CARD", "iban IBAN", "us-ssn SSN", "email EMAIL", "phone PHONE", "ip-address IP", "internal-host HOST",
            "national-id NATIONAL_ID", "tax-id TAX_ID", "passport PASSPORT", "driver-license DRIVER_LICENSE", "bank-account BANK_ACCOUNT", "bic BANK_ACCOUNT", "card-code CVV", "crypto-wallet CRYPTO",
            "medical-id MEDICAL_ID", "vehicle-id VEHICLE_ID", "device-id DEVICE_ID", "cloud-account CLOUD_ACCOUNT", "date DATE", "age AGE", "address ADDRESS", "url URL", "mac-address MAC_ADDRESS",
            "username USERNAME", "person PERSON", "location LOCATION", "organization ORGANIZATION", "title TITLE", "nationality NRP",
        ],
        DetectorCatalog.All.Select(d => $"{d.Id} {d.Label}"));

    [Fact]
    public void Every_detector_is_found_by_its_id_and_no_other()
    {
        foreach (var detector in DetectorCatalog.All)
        {
            Assert.True(DetectorCatalog.TryGet(detector.Id, out var found));
            Assert.Same(detector, found);
            Assert.InRange(detector.LookBehind, 0, detector.Reach);
        }

        Assert.False(DetectorCatalog.TryGet("no-such", out _));
    }

    [Fact]
    public void An_empty_set_finds_nothing_and_holds_nothing_back()
    {
        List<Finding> findings = [];
        DetectorSet.Empty.Scan("a@b.co", findings);
        Assert.Empty(findings);
        Assert.Equal(6, DetectorSet.Empty.OpenFrom("a@b.co"));
        Assert.Same(DetectorSet.Empty, DetectorSet.Compile([]));
    }

    [Fact]
    public void A_set_finds_what_its_detectors_find_alone()
    {
        var set = DetectorSet.Compile(DetectorCatalog.All);
        var text = string.Join(' ', SampleText.Fragments);
        List<Finding> together = [], alone = [];
        set.Scan(text, together);
        for (var i = 0; i < DetectorCatalog.All.Count; i++)
        {
            List<Finding> own = [];
            DetectorSet.Compile([DetectorCatalog.All[i]]).Scan(text, own);
            alone.AddRange(own.Select(f => f with { Detector = i }));
        }

        Assert.Equal(alone.OrderBy(f => f.Start).ThenByDescending(f => f.Length).ThenBy(f => f.Detector).ThenByDescending(f => f.Confidence), together);
        Assert.True(together.Count > 30);
    }
}
