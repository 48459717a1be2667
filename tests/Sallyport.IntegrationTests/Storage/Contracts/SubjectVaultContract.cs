using Sallyport.Gateway.Audit;
using Xunit;

namespace Sallyport.IntegrationTests.Storage.Contracts;

/// <summary>What every vault of subjects' keys promises.</summary>
public abstract class SubjectVaultContract
{
    protected abstract ISubjectVault Vault { get; }

    [Fact]
    public async Task A_subject_keeps_its_key_and_no_two_share_one()
    {
        var ada = await Vault.GetAsync("user:acme/ada", default);
        var bob = await Vault.GetAsync("user:acme/bob", default);
        Assert.Equal(ada.Reference, (await Vault.GetAsync("user:acme/ada", default)).Reference);
        Assert.NotEqual(ada.Reference, bob.Reference);
    }

    [Fact]
    public async Task A_key_is_found_by_the_reference_that_says_nothing_of_the_subject()
    {
        var ada = await Vault.GetAsync("user:acme/ada", default);
        Assert.DoesNotContain("ada", ada.Reference, StringComparison.Ordinal);
        Assert.Equal(ada.Reference, (await Vault.FindAsync(ada.Reference, default))!.Reference);
        Assert.Equal(ada.Reference, await Vault.ReferenceOfAsync("user:acme/ada", default));
        Assert.Null(await Vault.FindAsync("s_unknown", default));
        Assert.Null(await Vault.ReferenceOfAsync("user:acme/unknown", default));
    }

    [Fact]
    public async Task An_erased_subject_has_no_key_and_gets_another_one_if_it_comes_back()
    {
        var before = await Vault.GetAsync("user:acme/ada", default);
        Assert.Equal(before.Reference, await Vault.EraseAsync("user:acme/ada", default));
        Assert.Null(await Vault.FindAsync(before.Reference, default));
        Assert.Null(await Vault.EraseAsync("user:acme/ada", default));
        Assert.NotEqual(before.Reference, (await Vault.GetAsync("user:acme/ada", default)).Reference);
    }

    [Fact]
    public async Task Many_who_ask_first_agree_on_one_key()
    {
        var references = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => (await Vault.GetAsync("user:acme/ada", default)).Reference)));
        Assert.Single(references.Distinct());
    }
}
