namespace Sallyport.Storage.Subjects;

/// <summary>Where an engine keeps the wrapped keys of data subjects. Deadlines and <see cref="Sallyport.Gateway.Authentication.StoreUnavailableException"/> as for every store.</summary>
internal interface ISubjectRows
{
    ValueTask<SubjectRow?> FindAsync(string name, CancellationToken cancellation);

    ValueTask<SubjectRow?> FindByReferenceAsync(string reference, CancellationToken cancellation);

    /// <summary>By name, only names behind <paramref name="after"/>.</summary>
    ValueTask<IReadOnlyList<SubjectRow>> ListAsync(string? after, int most, CancellationToken cancellation);

    /// <returns>False if the name or the reference is taken.</returns>
    ValueTask<bool> TryAddAsync(SubjectRow row, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Deletes a row so that its bytes are gone from the disk too, as far as the engine can see to it.</summary>
    /// <returns>False if there was none.</returns>
    ValueTask<bool> RemoveAsync(string name, CancellationToken cancellation);
}

/// <summary>A subject as stored.</summary>
/// <param name="Name">As <see cref="Sallyport.Gateway.Audit.Subjects"/> makes it.</param>
/// <param name="Reference">All that leaves say of the subject.</param>
/// <param name="Wrapped">Nonce, ciphertext and tag of the key.</param>
/// <param name="CreatedAt">When it was made; a row that is added takes the time of the addition.</param>
internal sealed record SubjectRow(string Name, string Reference, ReadOnlyMemory<byte> Wrapped, DateTimeOffset CreatedAt = default);
