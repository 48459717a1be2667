using Sallyport.Detection.Output;
using Xunit;

namespace Sallyport.Tests.Detection.Output;

public sealed class LinkDetectorTests
{
    private static readonly LinkDetector Detector = new(["good.example", "xn--bcher-kva.example"]);

    [Theory]
    [InlineData("![x](https://evil.example/?q=secret)", "https://evil.example/?q=secret")]
    [InlineData("[x](HTTPS://EVIL.example \"title\")", "HTTPS://EVIL.example")]
    [InlineData("![a][1]\n\n[1]: https://evil.example/p?d=1\n", "https://evil.example/p?d=1")]
    [InlineData("<https://evil.example/>", "https://evil.example/")]
    [InlineData("<img src=\"https://evil.example/a.png\">", "https://evil.example/a.png")]
    [InlineData("<img src=https://evil.example/a onerror=x>", "https://evil.example/a")]
    [InlineData("see www.evil.example/x now", "www.evil.example/x")]
    [InlineData("![x](//evil.example/y)", "//evil.example/y")]
    [InlineData("![x](\\\\evil.example/y)", "\\\\evil.example/y")]
    [InlineData("![x](/\\evil.example/y)", "/\\evil.example/y")]
    [InlineData("[x](< //evil.example/y>)", "//evil.example/y")]
    [InlineData("[x](https:evil.example/y)", "https:evil.example/y")]
    [InlineData("[x](javascript:alert(1))", "javascript:alert(1")]
    [InlineData("[x](JavaScript:alert`1`)", "JavaScript:alert")]
    [InlineData("[x](java&#115;cript:alert(1))", "java&#115;cript:alert(1")]
    [InlineData("[x](javascript&colon;alert(1))", "javascript&colon;alert(1")]
    [InlineData("[x](javascript\\:alert(1))", "javascript\\:alert(1")]
    [InlineData("[x](data:text/html;base64,PHNjcmlwdD4=)", "data:text/html;base64,PHNjcmlwdD4=")]
    [InlineData("[1]: data:image/svg+xml,a", "data:image/svg+xml,a")]
    [InlineData("[1]: //evil.example", "//evil.example")]
    [InlineData("https://good.example@evil.example/", "https://good.example@evil.example/")]
    [InlineData("https://evil.example\\@good.example/", "https://evil.example\\@good.example/")]
    [InlineData("https://evil.example#@good.example/", "https://evil.example#@good.example/")]
    [InlineData("https://good.example.evil.example/", "https://good.example.evil.example/")]
    [InlineData("https://notgood.example/", "https://notgood.example/")]
    [InlineData("https://ｇood.example/", "https://ｇood.example/")]
    [InlineData("https://good%2eexample/", "https://good%2eexample/")]
    [InlineData("https://10.0.0.1:8080/a", "https://10.0.0.1:8080/a")]
    [InlineData("ftp://good.example/a", "ftp://good.example/a")]
    [InlineData("myapp://good.example/a", "myapp://good.example/a")]
    [InlineData("https://good.example/go?to=https://evil.example/a", "https://evil.example/a")]
    [InlineData("![x](https://[EMAIL_BCDFGHJK]/a)", "https://[EMAIL_BCDFGHJK")]
    public void A_foreign_address_is_found(string text, string found) => Assert.Equal(found, Scanned.With(Detector, text));

    [Theory]
    [InlineData("![x](https://good.example/a.png)")]
    [InlineData("[x](https://docs.good.example:8443/a?b=c#d), and more")]
    [InlineData("Read https://good.example. Then go on.")]
    [InlineData("**https://good.example**")]
    [InlineData("e.g.https://good.example")]
    [InlineData("https://user@good.example/")]
    [InlineData("https://xn--bcher-kva.example/")]
    [InlineData("[x](/local/path) [y](#part) [z](page.md?a=b&c=d)")]
    [InlineData("[x](//good.example/a) [y](https:good.example)")]
    [InlineData("[mail](mailto:a@b.example) [call](tel:+49301234)")]
    [InlineData("items[0]: int, rows[i](x) and map[a]: b: c")]
    [InlineData("std::vector<int> a; // comment.here")]
    [InlineData("10:30:45, a:// ://x, ratio 3:1 (see above)")]
    [InlineData("wwwhatever.example and www.")]
    [InlineData("")]
    public void Allowed_addresses_local_ones_and_look_alikes_stay(string text) => Assert.Equal("", Scanned.With(Detector, text));

    [Fact]
    public void A_destination_far_behind_its_bracket_loses_the_bracket() => Assert.Equal("(", Scanned.With(Detector, "[x](" + new string(' ', 40) + "//evil.example)"));

    [Fact]
    public void Without_any_allowed_host_every_address_is_found() => Assert.Equal("https://good.example/", Scanned.With(new LinkDetector([]), "https://good.example/"));

    [Fact]
    public void A_very_long_address_loses_its_host()
    {
        var found = Scanned.With(Detector, "https://evil.example/" + new string('a', 5_000));
        Assert.Equal(2_048, found.Length);
        Assert.Equal("https://" + new string('a', 300) + ".good.example/", Scanned.With(Detector, "https://" + new string('a', 300) + ".good.example/"));
    }
}
