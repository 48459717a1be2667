using Xunit;

namespace Sallyport.Tests.Detection.Network;

public sealed class InternalHostDetectorTests
{
    [Theory]
    [InlineData("ssh api-uat-35.corp.globex.local and", "api-uat-35.corp.globex.local")]
    [InlineData("http://jenkins-16.lan:8080/", "jenkins-16.lan")]
    [InlineData("db.stg.svc.cluster.local.", "db.stg.svc.cluster.local")]
    [InlineData("WNL-GIT322.AD.CORP", "WNL-GIT322.AD.CORP")]
    [InlineData("kafka14.uat.internal", "kafka14.uat.internal")]
    [InlineData("nas.home.arpa", "nas.home.arpa")]
    [InlineData("wiki.intranet", "wiki.intranet")]
    [InlineData("ip-10-0-0-1", "ip-10-0-0-1")]
    [InlineData("ip-10-0-0-1.eu-west-1.compute.internal", "ip-10-0-0-1.eu-west-1.compute.internal")]
    [InlineData("ssh bob@db-50.lan", "db-50.lan")]
    public void Internal_names_are_found_whole(string text, string expected) => Assert.Equal(expected, Scanned.With("internal-host", text));

    [Theory]
    [InlineData("example.com")]
    [InlineData(".env.local")]
    [InlineData("settings.local.json")]
    [InlineData("self.internal")]
    [InlineData("the internal audit. Local news")]
    [InlineData("foo.localhost")]
    [InlineData("obj.internal()")]
    [InlineData("a..internal")]
    [InlineData("ip-10-0-0")]
    [InlineData("ship-10-0-0-1")]
    [InlineData("ip-10-0-0-1x")]
    public void Look_alikes_are_not(string text) => Assert.Equal("", Scanned.With("internal-host", text));
}
