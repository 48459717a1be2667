namespace Sallyport.Gateway.Audit;

/// <summary>Keeps one key for each data subject, apart from the log: who is erased here is erased there.</summary>
public interface ISubjectVault
{
    /// <summary>Key of a subject; made, and durable, if it has none.</summary>
    /// <param name="subject">As <see cref="Subjects"/> names it.</param>
    /// <returns>At once for a subject that was met within the last minute.</returns>
    /// <exception cref="Authentication.StoreUnavailableException">No answer in time.</exception>
    ValueTask<SubjectKey> GetAsync(string subject, CancellationToken cancellation);

    /// <summary>Key by the reference that leaves carry; null if it was erased.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">No answer in time.</exception>
    ValueTask<SubjectKey?> FindAsync(string reference, CancellationToken cancellation);

    /// <summary>Reference of a subject; null if it has no key.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">No answer in time.</exception>
    ValueTask<string?> ReferenceOfAsync(string subject, CancellationToken cancellation);

    /// <summary>A subject by its name, or by the reference that leaves carry; null if it has no key.</summary>
    /// <exception cref="Authentication.StoreUnavailableException">No answer in time.</exception>
    ValueTask<DataSubject?> FindSubjectAsync(string nameOrReference, CancellationToken cancellation);

    /// <summary>Subjects that have a key, by name.</summary>
    /// <param name="after">Only names behind this one; null for all.</param>
    /// <param name="most">1 to 10,000.</param>
    /// <exception cref="Authentication.StoreUnavailableException">No answer in time.</exception>
    ValueTask<IReadOnlyList<DataSubject>> ListAsync(string? after, int most, CancellationToken cancellation);

    /// <summary>Destroys a subject's key, on disk too: nothing that was sealed under it can be opened again. Other nodes forget it within a minute.</summary>
    /// <returns>Its reference; null if it had no key.</returns>
    /// <exception cref="Authentication.StoreUnavailableException">No answer in time; nothing was destroyed.</exception>
    ValueTask<string?> EraseAsync(string subject, CancellationToken cancellation);
}

/// <summary>Names of data subjects.</summary>
public static class Subjects
{
    /// <summary>A person of an organization.</summary>
    public static string User(string organization, string user) => $"user:{organization}/{user}";

    /// <summary>Whoever uses a key that belongs to no person.</summary>
    public static string Key(string keyId) => $"key:{keyId}";

    /// <summary>Whoever came without a valid key on one day, UTC.</summary>
    public static string Anonymous(DateTimeOffset at) => $"anonymous:{at.UtcDateTime:yyyy-MM-dd}";
}
