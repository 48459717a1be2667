using Sallyport.Gateway.Governance;

namespace Sallyport.Gateway.Audit.Capture;

/// <summary>Keeps sealed texts apart from the log. Every call may throw <see cref="Authentication.StoreUnavailableException"/>.</summary>
public interface IContentStore
{
    /// <summary>Durable when it returns; all of them or none. A half that is there already stays as it is.</summary>
    ValueTask AddAsync(IReadOnlyList<ContentPiece> pieces, CancellationToken cancellation);

    /// <summary>What is kept of an exchange, the request first.</summary>
    ValueTask<IReadOnlyList<ContentPiece>> FindAsync(Guid exchangeId, CancellationToken cancellation);

    /// <summary>Takes away what is kept no longer, but for what a hold that has not been lifted covers.</summary>
    /// <returns>How many halves went.</returns>
    ValueTask<int> PruneAsync(DateTimeOffset now, IReadOnlyList<Hold> holds, CancellationToken cancellation);

    /// <summary>About how much is stored, in bytes.</summary>
    ValueTask<long> BytesAsync(CancellationToken cancellation);
}
