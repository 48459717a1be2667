using Xunit;

namespace Sallyport.Tests.Detection.PersonalData;

public sealed class EmailDetectorTests
{
    [Theory]
    [InlineData("write to maria.schmidt@example.com.", "maria.schmidt@example.com")]
    [InlineData("<jo+news@mail.example.co.uk>", "jo+news@mail.example.co.uk")]
    [InlineData("email=bob@x-y.io;", "bob@x-y.io")]
    [InlineData("mailto:bob@example.org?subject=x", "bob@example.org")]
    [InlineData("jürgen@müller.de", "jürgen@müller.de")]
    [InlineData("a@xn--d1acufc.xn--p1ai", "a@xn--d1acufc.xn--p1ai")]
    [InlineData("'o.brien@example.ie'", "o.brien@example.ie")]
    [InlineData("a@b.co,c@d.eu", "a@b.co|c@d.eu")]
    [InlineData("srv@db1.corp.local", "srv@db1.corp.local")]
    [InlineData("A@B.COM 7", "A@B.COM")]
    public void Addresses_are_found_whole(string text, string expected) => Assert.Equal(expected, Scanned.With("email", text));

    [Theory]
    [InlineData("npm i react@18.2.0")]
    [InlineData("logo@2x.png")]
    [InlineData("git@github.com:owner/repo.git")]
    [InlineData("postgres://app:s3cret@db.example.com/x")]
    [InlineData("https://john@host.example.com/")]
    [InlineData("@maria said hi")]
    [InlineData("user@localhost")]
    [InlineData("a@b.c")]
    [InlineData("x @example.com")]
    [InlineData("me@.com")]
    public void Look_alikes_are_not(string text) => Assert.Equal("", Scanned.With("email", text));
}
