using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;
using Sallyport.Gateway.Configuration;
using Sallyport.Ledger.Sealing;

namespace Sallyport.Storage.Subjects;

/// <summary>Wraps the subjects' keys under the installation's, keeps them in an engine's rows, and the ones in use in memory for a minute.</summary>
internal sealed class SubjectVault(ISubjectRows rows, InstallationKeys installation, TimeProvider time) : ISubjectVault
{
    /// <summary>How long a key is used without asking whether the subject was erased elsewhere.</summary>
    public static readonly TimeSpan CacheFor = TimeSpan.FromMinutes(1);

    private const int WrappedSize = Xaes256Gcm.NonceBytes + SubjectKey.Size + Xaes256Gcm.TagBytes, MostCached = 100_000;

    private readonly ConcurrentDictionary<string, Cached> _cache = new(StringComparer.Ordinal);

    public ValueTask<SubjectKey> GetAsync(string subject, CancellationToken cancellation) =>
        TryCached(subject, out var key) ? new(key) : LoadAsync(subject, cancellation);

    public async ValueTask<SubjectKey?> FindAsync(string reference, CancellationToken cancellation) =>
        await rows.FindByReferenceAsync(reference, cancellation) is { } row ? Unwrap(row) : null;

    public async ValueTask<string?> ReferenceOfAsync(string subject, CancellationToken cancellation) => (await rows.FindAsync(subject, cancellation))?.Reference;

    public async ValueTask<DataSubject?> FindSubjectAsync(string nameOrReference, CancellationToken cancellation) =>
        (await rows.FindAsync(nameOrReference, cancellation) ?? await rows.FindByReferenceAsync(nameOrReference, cancellation)) is { } row ? Of(row) : null;

    public async ValueTask<IReadOnlyList<DataSubject>> ListAsync(string? after, int most, CancellationToken cancellation) => [.. (await rows.ListAsync(after, most, cancellation)).Select(Of)];

    public async ValueTask<string?> EraseAsync(string subject, CancellationToken cancellation)
    {
        if (await rows.FindAsync(subject, cancellation) is not { } row) return null;
        _cache.TryRemove(subject, out _);
        return await rows.RemoveAsync(subject, cancellation) ? row.Reference : null;
    }

    private static DataSubject Of(SubjectRow row) => new(row.Name, row.Reference, row.CreatedAt);

    private bool TryCached(string subject, [NotNullWhen(true)] out SubjectKey? key)
    {
        key = _cache.TryGetValue(subject, out var cached) && time.GetElapsedTime(cached.At) < CacheFor ? cached.Key : null;
        return key is not null;
    }

    private async ValueTask<SubjectKey> LoadAsync(string subject, CancellationToken cancellation)
    {
        var row = await rows.FindAsync(subject, cancellation);
        while (row is null)
        {
            var made = Wrap(subject);
            if (await rows.TryAddAsync(made, time.GetUtcNow(), cancellation)) row = made;
            else row = await rows.FindAsync(subject, cancellation); // another was faster
        }

        if (_cache.Count >= MostCached) _cache.Clear();
        // The same object as long as the row is the same: who seals keeps state for each.
        var key = _cache.TryGetValue(subject, out var old) && old.Key.Reference == row.Reference ? old.Key : Unwrap(row);
        _cache[subject] = new Cached(key, time.GetTimestamp());
        return key;
    }

    private SubjectRow Wrap(string subject)
    {
        var reference = "s_" + RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz234567", 16);
        var root = RandomNumberGenerator.GetBytes(SubjectKey.Size);
        try
        {
            var nonce = RandomNumberGenerator.GetBytes(Xaes256Gcm.NonceBytes);
            byte[] wrapped = [.. nonce, .. Xaes256Gcm.Seal(installation.Subjects.Span, nonce, root, Bound(subject, reference))];
            return new SubjectRow(subject, reference, wrapped);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(root);
        }
    }

    private SubjectKey Unwrap(SubjectRow row)
    {
        var wrapped = row.Wrapped.Span;
        var root = wrapped.Length == WrappedSize ? Xaes256Gcm.Open(installation.Subjects.Span, wrapped[..Xaes256Gcm.NonceBytes], wrapped[Xaes256Gcm.NonceBytes..], Bound(row.Name, row.Reference)) : null;
        if (root is null) throw new StoreUnavailableException("The key of a data subject was changed, or belongs to another installation.");
        var key = new SubjectKey(row.Reference, root);
        CryptographicOperations.ZeroMemory(root);
        return key;
    }

    /// <summary>A key cannot be moved to another subject's row.</summary>
    private static byte[] Bound(string name, string reference) => Encoding.UTF8.GetBytes($"subject\n{reference}\n{name}");

    private sealed record Cached(SubjectKey Key, long At);
}
