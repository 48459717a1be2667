using Xunit;

namespace Sallyport.Tests.Detection.Network;

public sealed class UrlDetectorTests
{
    [Theory]
    [InlineData("Visit https://www.acme.com/path?x=1, or", "https://www.acme.com/path?x=1")]
    [InlineData("(http://a.bc.co/x_(y))", "http://a.bc.co/x_(y)")]
    [InlineData("[x](https://foo.org/bar).", "https://foo.org/bar")]
    [InlineData("\"ftp://files.acme.de/\"", "ftp://files.acme.de/")]
    [InlineData("https://[2001:db8::1]/x", "https://[2001:db8::1]/x")]
    [InlineData("https://github.com/jdoe", "https://github.com/jdoe")]
    [InlineData("see www.foo.bar.", "www.foo.bar")]
    [InlineData("microsoft.com google.co.il", "microsoft.com|google.co.il")]
    [InlineData("shop.acme.de:8443/login?x", "shop.acme.de:8443/login?x")]
    [InlineData("acme.io/path", "acme.io/path")]
    [InlineData("visit acme.dev today", "acme.dev")]
    [InlineData("garcia.info, acme.io", "garcia.info|acme.io")]
    [InlineData("ssh jdoe@git.acme.net", "git.acme.net")]
    public void Web_addresses_are_found_whole(string text, string expected) => Assert.Equal(expected, Scanned.With("url", text));

    [Theory]
    [InlineData("main.py README.md script.sh index.html a.b.c")]
    [InlineData("System.IO java.io.File self.name user.id config.app logger.info user.info java.io")]
    [InlineData("ASP.NET asp.net vb.net")]
    [InlineData("http://localhost:8080/x http://127.0.0.1/ http://server/")]
    [InlineData("maria@acme.com")]
    [InlineData("first.last@acme.com")]
    [InlineData("e.g. this, i.e. that, U.S. law, done.The next")]
    [InlineData("v1.2.3 10.0.0.1 3.14")]
    [InlineData("https://example.com/v1/users/12 and https://www.w3.org/TR/x")]
    [InlineData("https://github.com/acme/repo/issues/5")]
    [InlineData("https:// :// .com")]
    public void Look_alikes_and_public_references_are_not(string text) => Assert.Equal("", Scanned.With("url", text));
}
