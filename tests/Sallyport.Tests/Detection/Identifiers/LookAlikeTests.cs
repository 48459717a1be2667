using Sallyport.Detection;
using Xunit;

namespace Sallyport.Tests.Detection.Identifiers;

public sealed class LookAlikeTests
{
    private static readonly DetectorSet Identifiers = DetectorSet.Compile(DetectorCatalog.All.Where(d =>
        d.Id is "national-id" or "tax-id" or "passport" or "driver-license" or "bank-account" or "bic" or "card-code" or "crypto-wallet" or "medical-id" or "vehicle-id" or "device-id" or "cloud-account"));

    [Theory]
    [InlineData("order 1234567890 shipped on 2026-03-12 at 12:30:45")]
    [InlineData("Invoice no. 20261121, total 49,055.64 EUR, customer 4711")]
    [InlineData("at 1763712000000 done, took 123456789 ns")]
    [InlineData("commit 9fceb02d0ae598e95dc970b74767f19372d61af8")]
    [InlineData("id 550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("sha256:8f953371d3e85eddb89b05ed6b9e680791055315c73e1025ab5dba7bb2aee189")]
    [InlineData("var x = 0x1F4A7C22; const int Max = 1073741824; // RFC 2616, port 8080")]
    [InlineData("version 10.0.19041.1234 build 20348")]
    [InlineData("ISBN 978-3-16-148410-0, page 123456")]
    [InlineData("tracking number 1Z999AA10123456784")]
    [InlineData("population 331002651 and area 9833520 km2")]
    [InlineData("<svg viewBox=\"0 0 1024 1024\" d=\"M512 64a448 448 0 1 1 0 896\"/>")]
    [InlineData("the account of 2025 was settled, the passport was lost in 1998")]
    [InlineData("a swift reply, a bicycle for BICYCLES and SWIFTNESS")]
    [InlineData("base64 QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0MTExMTExMTExMTExMTEx")]
    [InlineData("LINE 12345678 COLUMN 12345, ERROR 0x80070005")]
    [InlineData("2026-11-21T12:28:32.123456789Z INFO [17] request 48151623 took 42 ms")]
    [InlineData("the driver license agreement, version 12345")]
    [InlineData("a plate of 12 dumplings and a passport photo of 35 mm")]
    [InlineData("phone +49 30 901820, fax 030/1234567")]
    public void Harmless_numbers_are_left_alone(string text)
    {
        var findings = new List<Finding>();
        Identifiers.Scan(text, findings);
        Assert.Empty(findings.Select(f => $"{Identifiers.Detectors[f.Detector].Id} {text.Substring(f.Start, f.Length)}"));
    }

    [Theory]
    [InlineData("national-id", "44051401459 is a number")]
    [InlineData("national-id", "12345678A")]
    [InlineData("national-id", "131052-308U")]
    [InlineData("national-id", "11010519491231002A")]
    [InlineData("tax-id", "DE136695977")]
    [InlineData("vehicle-id", "1HGCM82633A004353")]
    [InlineData("crypto-wallet", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3")]
    [InlineData("crypto-wallet", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp")]
    [InlineData("bank-account", "021000021")]
    [InlineData("passport", "C01X00T47")]
    [InlineData("passport", "passport: phone 5551234567")]
    [InlineData("medical-id", "1SG4-TE5-MK73")]
    public void Wrong_checks_and_missing_labels_are_no_findings(string detector, string text) => Assert.Equal("", Scanned.With(detector, text));

    [Fact]
    public void The_nearest_label_names_a_number()
    {
        const string text = "passport X12345678, account number 12345678";
        Assert.Equal("X12345678", Scanned.With("passport", text));
        Assert.Equal("12345678", Scanned.With("bank-account", text));
    }

    [Theory]
    [InlineData("Passport Number\nX12345678")]
    [InlineData("passport_number = 'X12345678'")]
    [InlineData("PASSPORT NO: X12345678")]
    [InlineData("\"passportNo\": \"X12345678\"")]
    [InlineData("Reisepassnummer lautet X12345678")]
    [InlineData("numéro de passeport : X12345678")]
    [InlineData("número de pasaporte es X12345678")]
    [InlineData("X12345678 is my passport number")]
    public void A_label_is_read_however_it_is_written(string text) => Assert.Equal("X12345678", Scanned.With("passport", text));

    [Fact]
    public void A_social_security_number_under_another_label_takes_its_name()
    {
        const string text = "account number 123-45-6789";
        var set = DetectorSet.Compile(DetectorCatalog.All);
        var findings = new List<Finding>();
        set.Scan(text, findings);
        FindingMerge.Merge(findings);
        Assert.Equal("bank-account", set.Detectors[Assert.Single(findings).Detector].Id);
    }
}
