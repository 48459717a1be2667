using Sallyport.Testing;
using Xunit;

namespace Sallyport.IntegrationTests.Clients;

/// <summary>A headless browser uses samples/support-form, whose back end talks to the real server.</summary>
[Collection(ClientCollection.Name)]
public sealed class BrowserTests(ClientFixture fixture)
{
    private static readonly string[] Scenarios = ["masks", "keyboard", "refused"];

    public static TheoryData<string> All() => [.. Scenarios];

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_support_form_works_and_its_page_never_holds_a_key(string scenario)
    {
        var (code, output, error) = await NodeScript.RunAsync("browser.mjs", [scenario], fixture.Environment, TimeSpan.FromSeconds(120));
        Assert.True(code == 0, $"browser {scenario} ended with {code}\n{output}\n{error}");
    }

    [Fact]
    public async Task No_scenario_is_left_out()
    {
        var (code, output, error) = await NodeScript.RunAsync("browser.mjs", ["--list"], fixture.Environment, TimeSpan.FromSeconds(30));
        Assert.True(code == 0, error);
        Assert.Equal(Scenarios, output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
