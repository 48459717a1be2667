using Sallyport.Detection;
using Xunit;

namespace Sallyport.Tests.Detection.Identifiers;

public sealed class IdentifierRowTests
{
    private static readonly string[] Families =
        ["national-id", "tax-id", "passport", "driver-license", "bank-account", "card-code", "medical-id", "vehicle-id", "device-id", "cloud-account"];

    [Fact]
    public void Every_form_survives_every_kind_of_char()
    {
        // Letters where digits stand in the check digit schemes, at every length a form can have.
        var set = DetectorSet.Compile(DetectorCatalog.All.Where(d => Families.Contains(d.Id)));
        var random = new Random(7);
        var findings = new List<Finding>();
        var text = new char[40];
        for (var i = 0; i < 20_000; i++)
        {
            var length = random.Next(3, text.Length);
            for (var c = 0; c < length; c++) text[c] = "0123456789012345678901234567890ABXZKTU- ."[random.Next(41)];
            findings.Clear();
            set.Scan(text.AsSpan(0, length), findings);
            foreach (var finding in findings) Assert.InRange(finding.End, finding.Start + 3, length);
        }
    }

    [Fact]
    public void There_are_identifiers_of_fifty_countries()
    {
        var kinds = DetectorCatalog.All.Where(d => Families.Contains(d.Id)).SelectMany(d => d.Kinds).Where(k => k.Length > 3 && k[2] == '-').Select(k => k[..2]).Distinct();
        Assert.True(kinds.Count() >= 50, string.Join(' ', kinds));
    }

    [Theory]
    [InlineData("X9613851N ")]
    [InlineData("the passport X12345678 ")]
    public void A_stream_waits_for_the_word_after_a_number(string text)
    {
        var set = DetectorSet.Compile(DetectorCatalog.All.Where(d => Families.Contains(d.Id)));
        Assert.InRange(set.OpenFrom(text), 0, text.IndexOf('X', StringComparison.Ordinal));
    }
}
