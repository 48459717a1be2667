using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Review;
using Xunit;

namespace Sallyport.IntegrationTests.Storage.Contracts;

/// <summary>What every review store promises.</summary>
public abstract class ReviewStoreContract
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected abstract IReviewStore Store { get; }

    [Fact]
    public async Task An_item_comes_back_as_it_was()
    {
        var item = Item(0) with { Findings = [new FindingCount("link", "response", "redact", 2), new FindingCount("email", "request", "monitor:block", 1)] };
        Assert.True(await Store.TryAddAsync(item, default));
        var found = await Store.FindAsync(item.ExchangeId, default);
        Assert.Equal(item.Findings, found!.Findings);
        Assert.Equal(item, found with { Findings = item.Findings });
        Assert.Null(await Store.FindAsync(Guid.CreateVersion7(), default));
    }

    [Fact]
    public async Task A_model_name_that_a_client_made_up_of_anything_does_not_lose_the_item()
    {
        var item = Item(0) with { Model = "a\0b\ud800c \U0001F512 '; DROP TABLE review; --" };
        Assert.True(await Store.TryAddAsync(item, default));
        var kept = (await Store.FindAsync(item.ExchangeId, default))!.Model!;
        Assert.StartsWith("a", kept, StringComparison.Ordinal);
        Assert.EndsWith("c \U0001F512 '; DROP TABLE review; --", kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exchange_has_one_item()
    {
        var item = Item(0);
        await Store.TryAddAsync(item, default);
        Assert.False(await Store.TryAddAsync(item with { KeyId = "other" }, default));
        Assert.Equal("k", (await Store.FindAsync(item.ExchangeId, default))!.KeyId);
    }

    [Fact]
    public async Task Items_are_listed_newest_first_by_state_and_key_and_in_pages()
    {
        var items = Enumerable.Range(0, 5).Select(i => Item(i) with { KeyId = i == 2 ? "other" : "k" }).ToArray();
        foreach (var item in items) await Store.TryAddAsync(item, default);
        await Store.TryResolveAsync(items[3].ExchangeId, ReviewState.Dismissed, "ann", Noon, default);

        Assert.Equal([4, 3, 2, 1, 0], await Listed(items, new ReviewQuery()));
        Assert.Equal([4, 2, 1, 0], await Listed(items, new ReviewQuery(ReviewState.Open)));
        Assert.Equal([4, 1, 0], await Listed(items, new ReviewQuery(ReviewState.Open, "k")));
        Assert.Equal([2, 1], await Listed(items, new ReviewQuery(Before: items[3].ExchangeId, Limit: 2)));
    }

    [Fact]
    public async Task A_review_is_decided_once()
    {
        var item = Item(0);
        await Store.TryAddAsync(item, default);
        Assert.True(await Store.TryResolveAsync(item.ExchangeId, ReviewState.Confirmed, "ann", Noon.AddHours(1), default));
        Assert.False(await Store.TryResolveAsync(item.ExchangeId, ReviewState.Dismissed, "bob", Noon.AddHours(2), default));
        Assert.False(await Store.TryResolveAsync(Guid.CreateVersion7(), ReviewState.Dismissed, "bob", Noon, default));
        var found = await Store.FindAsync(item.ExchangeId, default);
        Assert.Equal((ReviewState.Confirmed, "ann", Noon.AddHours(1)), (found!.State, found.ResolvedBy, found.ResolvedAt!.Value));
    }

    [Fact]
    public async Task Old_items_leave_with_a_later_one()
    {
        await Store.TryAddAsync(Item(0), default);
        await Store.TryAddAsync(Item(1) with { At = Noon + IReviewStore.KeptFor }, default);
        Assert.Single(await Store.ListAsync(new ReviewQuery(), default));
    }

    private async Task<IEnumerable<int>> Listed(ReviewItem[] items, ReviewQuery query) => (await Store.ListAsync(query, default)).Select(i => Array.FindIndex(items, x => x.ExchangeId == i.ExchangeId));

    private static ReviewItem Item(int minute) => new(Guid.CreateVersion7(Noon.AddMinutes(minute)), Noon.AddMinutes(minute), "acme", "k", "chat_completions", "gpt-4o", Decision.Redacted, []);
}
