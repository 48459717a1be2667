using System.Text;

namespace Sallyport.Gateway.Telemetry;

/// <summary>What must hold before requests are welcome.</summary>
[Flags]
public enum ReadyParts
{
    None = 0,

    /// <summary>A configuration is in force.</summary>
    Configuration = 1,

    /// <summary>The store answers.</summary>
    Store = 2,

    /// <summary>Virtual keys are loaded.</summary>
    Keys = 4,

    /// <summary>The path has been run once, so that the first caller does not pay for it.</summary>
    WarmUp = 8,
    All = Configuration | Store | Keys | WarmUp,
}

/// <summary>Whether requests are welcome, and why not. Begins with nothing ready; each part is set by whoever knows.</summary>
public sealed class Readiness
{
    private int _ready;
    private readonly SortedSet<string> _notes = new(StringComparer.Ordinal);
    private volatile bool _draining;

    public bool IsReady => !_draining && Volatile.Read(ref _ready) == (int)ReadyParts.All;

    /// <summary>True from the signal to stop until the end.</summary>
    public bool IsDraining => _draining;

    /// <summary>Notes that a part works or no longer works. Cheap; may be called from any thread at any time.</summary>
    public void Set(ReadyParts part, bool works) => _ = works ? Interlocked.Or(ref _ready, (int)part) : Interlocked.And(ref _ready, ~(int)part);

    /// <summary>Notes that something which no request needs is failing. Readiness stays as it is; whoever looks at it sees the word.</summary>
    /// <param name="word">"witnesses" or "anchors".</param>
    public void Note(string word, bool isFailing)
    {
        lock (_notes) _ = isFailing ? _notes.Add(word) : _notes.Remove(word);
    }

    /// <summary>Turns readiness off for good: the process is about to end.</summary>
    public void Drain() => _draining = true;

    /// <summary>The answer to <c>/readyz</c>: <c>{"ready":false,"waiting_for":["keys","warm_up"]}</c>, and <c>"failing":["anchors"]</c> if something is that no request needs.</summary>
    public byte[] Describe()
    {
        var (ready, draining) = (Volatile.Read(ref _ready), _draining);
        var missing = new List<string>();
        if ((ready & (int)ReadyParts.Configuration) == 0) missing.Add("\"configuration\"");
        if ((ready & (int)ReadyParts.Store) == 0) missing.Add("\"store\"");
        if ((ready & (int)ReadyParts.Keys) == 0) missing.Add("\"keys\"");
        if ((ready & (int)ReadyParts.WarmUp) == 0) missing.Add("\"warm_up\"");
        if (draining) missing.Add("\"draining\"");
        string failing;
        lock (_notes) failing = _notes.Count == 0 ? "" : $",\"failing\":[{string.Join(',', _notes.Select(n => $"\"{n}\""))}]";
        return Encoding.UTF8.GetBytes($$"""{"ready":{{(missing.Count == 0 ? "true" : "false")}},"waiting_for":[{{string.Join(',', missing)}}]{{failing}}}""");
    }
}
