using System.Security.Cryptography;
using Sallyport.Gateway.Audit;

namespace Sallyport.Storage.Memory;

/// <summary>Subjects' keys in memory, for tests.</summary>
public sealed class MemorySubjectVault : ISubjectVault
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SubjectKey> _keys = new(StringComparer.Ordinal);

    public ValueTask<SubjectKey> GetAsync(string subject, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_keys.TryGetValue(subject, out var key)) _keys[subject] = key = new SubjectKey("s_" + RandomNumberGenerator.GetHexString(16, lowercase: true), RandomNumberGenerator.GetBytes(SubjectKey.Size));
            return new(key);
        }
    }

    public ValueTask<SubjectKey?> FindAsync(string reference, CancellationToken cancellation)
    {
        lock (_gate) return new(_keys.Values.FirstOrDefault(k => k.Reference == reference));
    }

    public ValueTask<string?> ReferenceOfAsync(string subject, CancellationToken cancellation)
    {
        lock (_gate) return new(_keys.GetValueOrDefault(subject)?.Reference);
    }

    public ValueTask<DataSubject?> FindSubjectAsync(string nameOrReference, CancellationToken cancellation)
    {
        lock (_gate)
        {
            foreach (var (name, key) in _keys)
                if (name == nameOrReference || key.Reference == nameOrReference) return new(new DataSubject(name, key.Reference, DateTimeOffset.UnixEpoch));
            return default;
        }
    }

    public ValueTask<IReadOnlyList<DataSubject>> ListAsync(string? after, int most, CancellationToken cancellation)
    {
        lock (_gate)
        {
            return new([.. _keys.Where(k => string.CompareOrdinal(k.Key, after ?? "") > 0).OrderBy(k => k.Key, StringComparer.Ordinal).Take(most)
                .Select(k => new DataSubject(k.Key, k.Value.Reference, DateTimeOffset.UnixEpoch))]);
        }
    }

    public ValueTask<string?> EraseAsync(string subject, CancellationToken cancellation)
    {
        lock (_gate) return new(_keys.Remove(subject, out var key) ? key.Reference : null);
    }
}
