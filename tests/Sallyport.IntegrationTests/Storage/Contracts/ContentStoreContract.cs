using System.Security.Cryptography;
using Sallyport.Gateway.Audit.Capture;
using Sallyport.Gateway.Governance;
using Xunit;

namespace Sallyport.IntegrationTests.Storage.Contracts;

/// <summary>What every place for kept texts must do.</summary>
public abstract class ContentStoreContract
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected abstract IContentStore Store { get; }

    [Fact]
    public async Task What_was_added_is_found_by_exchange_the_request_first()
    {
        var (request, answer, other) = (Piece(), Piece() with { Side = ContentSide.Answer }, Piece());
        answer = answer with { ExchangeId = request.ExchangeId };
        await Store.AddAsync([answer, request, other], default);

        var found = await Store.FindAsync(request.ExchangeId, default);
        Assert.Equal([ContentSide.Request, ContentSide.Answer], found.Select(p => p.Side));
        Assert.Equal(request.Sealed.ToArray(), found[0].Sealed.ToArray());
        Assert.Equal(request with { Sealed = default }, found[0] with { Sealed = default });
        Assert.Empty(await Store.FindAsync(Guid.CreateVersion7(), default));
        Assert.True(await Store.BytesAsync(default) > 0);
    }

    [Fact]
    public async Task A_half_that_is_there_is_never_written_over()
    {
        var piece = Piece();
        await Store.AddAsync([piece], default);
        await Store.AddAsync([piece with { Sealed = new byte[40] }, Piece()], default);
        Assert.Equal(piece.Sealed.ToArray(), Assert.Single(await Store.FindAsync(piece.ExchangeId, default)).Sealed.ToArray());
    }

    [Fact]
    public async Task What_is_over_goes_on_the_very_moment_and_nothing_else_does()
    {
        ContentPiece[] pieces = [.. Enumerable.Range(0, 1_200).Select(i => Piece() with { KeptUntil = i % 2 == 0 ? Now : Now + TimeSpan.FromMicroseconds(1) })]; // more than one page
        await Store.AddAsync(pieces, default);

        Assert.Equal(600, await Store.PruneAsync(Now, [], default));
        Assert.Empty(await Store.FindAsync(pieces[0].ExchangeId, default));
        Assert.Single(await Store.FindAsync(pieces[1].ExchangeId, default));
        Assert.Equal(600, await Store.PruneAsync(Now + TimeSpan.FromSeconds(1), [], default));
    }

    [Fact]
    public async Task What_a_hold_covers_stays_until_it_is_lifted_however_much_of_it_there_is()
    {
        ContentPiece[] held = [.. Enumerable.Range(0, 600).Select(_ => Piece() with { KeyId = "held" })];
        var (subject, free) = (Piece() with { Subject = "s_held" }, Piece());
        await Store.AddAsync([.. held, subject, free], default);
        Hold[] holds =
        [
            new("h_1", "held", null, null, null, "dispute", "olga", Now, null, null),
            new("h_2", null, "s_held", null, null, "dispute", "olga", Now, null, null),
            new("h_3", null, null, null, null, "lifted", "olga", Now, "olga", Now),
        ];

        Assert.Equal(1, await Store.PruneAsync(Now, holds, default));
        Assert.Empty(await Store.FindAsync(free.ExchangeId, default));
        Assert.Single(await Store.FindAsync(held[^1].ExchangeId, default));
        Assert.Equal(601, await Store.PruneAsync(Now, [], default));
    }

    private static ContentPiece Piece() => new(Guid.CreateVersion7(Now), ContentSide.Request, "key1", "s_aaaaaaaaaaaaaaaa", Now - TimeSpan.FromDays(1), Now - TimeSpan.FromHours(1), RandomNumberGenerator.GetBytes(100));
}
