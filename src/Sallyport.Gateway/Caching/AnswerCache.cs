using Sallyport.Gateway.Configuration;
using Sallyport.Gateway.Routing;

namespace Sallyport.Gateway.Caching;

/// <summary>Answers in memory, for the same request of the same organization again. Nothing is written to a disk, and nothing outlives the process.</summary>
internal sealed class AnswerCache(InstallationKeys keys, TimeProvider time)
{
    /// <summary>Of <see cref="CachePolicy.MaxBytes"/>, the part that one answer may have.</summary>
    private const int LargestPart = 8;

    /// <summary>What an entry takes beside its body.</summary>
    private const int Overhead = 512;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = new(); // the one used last comes first
    private long _bytes;

    private sealed record Entry(string Key, CachedAnswer Answer, DateTimeOffset Until)
    {
        public long Bytes => Answer.Body.Length + Overhead;
    }

    /// <summary>The name under which an answer to this request is kept; null if it is not one whose answers are.</summary>
    public string? KeyOf(CacheQuestion question) => question.IsEligible ? question.HashWith(keys.Pseudonym.Span) : null;

    /// <summary>Finds an answer that is not too old and came from a target of the plan.</summary>
    public (CachedAnswer Answer, RouteTarget Target)? Find(string key, RoutePlan plan)
    {
        CachedAnswer answer;
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var node)) return null;
            if (node.Value.Until <= time.GetUtcNow())
            {
                Remove(node);
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            answer = node.Value.Answer;
        }

        foreach (var target in plan.Targets)
        {
            if (target.Upstream.Id == answer.Upstream && target.Model == answer.Model) return (answer, target);
        }

        return null;
    }

    /// <summary>What takes an answer down that may be kept.</summary>
    public static AnswerRecording Record(CachePolicy policy) => new((policy.MaxBytes / LargestPart) - Overhead);

    /// <summary>Keeps an answer, and drops what was not used for longest if there is no room.</summary>
    public void Keep(string key, CachedAnswer answer, CachePolicy policy)
    {
        var entry = new Entry(key, answer, time.GetUtcNow() + policy.Ttl);
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var known)) Remove(known);
            _entries[key] = _byUse.AddFirst(entry);
            _bytes += entry.Bytes;
            while (_bytes > policy.MaxBytes && _byUse.Last is { } oldest) Remove(oldest);
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _entries.Remove(node.Value.Key);
        _byUse.Remove(node);
        _bytes -= node.Value.Bytes;
    }
}
