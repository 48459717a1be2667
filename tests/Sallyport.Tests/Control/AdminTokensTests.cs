using Sallyport.Control.Identity;
using Sallyport.Gateway.Configuration;
using Sallyport.Storage.Memory;
using Xunit;

namespace Sallyport.Tests.Control;

public sealed class AdminTokensTests
{
    private readonly MemorySettingStore _settings = new();
    private readonly MemoryAdminStore _administrators = new();
    private readonly InstallationKeys _keys = InstallationKeys.Derive(new byte[32]);

    [Fact]
    public async Task A_token_is_made_once_and_kept_as_a_hash()
    {
        var first = new AdminTokens(_settings, _administrators, _keys);
        var token = await first.EnsureAsync(null, default);
        Assert.NotNull(token);
        Assert.Same(AdminIdentity.Bootstrap, await first.AuthenticateAsync("Bearer " + token, default));

        var second = new AdminTokens(_settings, _administrators, _keys);
        Assert.Null(await second.EnsureAsync("", default));
        Assert.Same(AdminIdentity.Bootstrap, await second.AuthenticateAsync("bearer " + token, default));
        var stored = await _settings.FindAsync("admin.token_hash", default);
        Assert.Equal(32, stored!.Length);
    }

    [Fact]
    public async Task A_given_token_counts_for_this_run_and_is_not_stored()
    {
        var tokens = new AdminTokens(_settings, _administrators, _keys);
        Assert.Null(await tokens.EnsureAsync("a-token-of-some-length-from-outside", default));
        Assert.Same(AdminIdentity.Bootstrap, await tokens.AuthenticateAsync("Bearer a-token-of-some-length-from-outside", default));
        Assert.Null(await _settings.FindAsync("admin.token_hash", default));
    }

    [Theory]
    [InlineData("tiny")]
    [InlineData("changem")]
    public async Task A_short_token_refuses_to_start_and_is_not_repeated(string token)
    {
        var refused = await Assert.ThrowsAsync<InstallationException>(async () => await new AdminTokens(_settings, _administrators, _keys).EnsureAsync(token, default));
        Assert.DoesNotContain(token, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anything_else_is_refused()
    {
        var tokens = new AdminTokens(_settings, _administrators, _keys);
        Assert.Null(await tokens.AuthenticateAsync("Bearer ", default));
        var token = await tokens.EnsureAsync(null, default);
        foreach (var wrong in new[] { null, "", "Bearer", "Bearer ", "Bearer x", "Basic " + token, token, "Bearer " + token + "x", "Bearer " + token![..^1], "Bearer " + new string('x', 100_000) })
            Assert.Null(await tokens.AuthenticateAsync(wrong, default));
    }
}
