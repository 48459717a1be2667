using System.Globalization;
using System.Text;
using System.Text.Json;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Gateway.Audit.ReadModels;

/// <summary>Folds leaves, in order, into facts. For one reader of one log.</summary>
/// <remarks>
/// A result does not always repeat whose data it was, so intents are remembered until their result comes; one that came before this
/// folder began is read again. Equal parties, passages and marks come out as the same object, so that a store can look them up cheaply.
/// </remarks>
public sealed class LeafFolder(ILedgerStore ledger)
{
    /// <summary>A clock that goes back by less is not worth telling: entries of one moment may be written in another order.</summary>
    public static readonly TimeSpan ClockSlack = TimeSpan.FromSeconds(10);

    private const int MostOpen = 65_536, MostKnown = 65_536;

    private readonly Dictionary<long, OpenIntent> _open = [];
    private readonly Dictionary<string, DateTimeOffset> _latest = new(StringComparer.Ordinal);
    private readonly Dictionary<object, object> _known = [];

    /// <param name="leaves">In order, without gaps; at least one.</param>
    /// <exception cref="StoreUnavailableException">An earlier intent could not be read.</exception>
    /// <exception cref="JsonException">What is stored is no leaf.</exception>
    public async ValueTask<FoldBatch> FoldAsync(IReadOnlyList<StoredLeaf> leaves, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        var (exchanges, events, missing) = (new List<ExchangeFact>(), new List<LogEvent>(), 0);
        foreach (var stored in leaves)
        {
            if (stored.Json.IsEmpty)
            {
                missing++;
                continue;
            }

            await FoldAsync(stored, exchanges, events, cancellation);
        }

        // Whoever asks how sure an answer is must hear of them; when they were is not known any more.
        if (missing > 0) events.Add(new LogEvent(leaves[0].Sequence, DateTimeOffset.UnixEpoch, LogEvent.Missing, "", missing));
        return new FoldBatch(leaves[0].Sequence, leaves[^1].Sequence + 1, exchanges, events);
    }

    /// <summary>Folds entries that this process has just written, without reading their leaves: the facts are the same.</summary>
    /// <param name="from">Sequence number of the first.</param>
    /// <param name="entries">In order, without gaps; at least one.</param>
    /// <exception cref="StoreUnavailableException">A leaf could not be read.</exception>
    public async ValueTask<FoldBatch> FoldFreshAsync(long from, IReadOnlyList<AuditEntry> entries, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var (exchanges, events) = (new List<ExchangeFact>(), new List<LogEvent>());
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (!IsKept(entry)) await FoldAsync((await ledger.ReadAsync(from + i, 1, cancellation))[0], exchanges, events, cancellation);
            else if (entry.Type is AuditEntryType.Intent) Remember(from + i, new OpenIntent(LeafWriter.SubjectOf(entry), entry.Upstream));
            else await FoldAsync(from + i, entry, ledger.Node, LeafWriter.SubjectOf(entry), exchanges, events, cancellation);
        }

        return new FoldBatch(from, from + entries.Count, exchanges, events);
    }

    // What a leaf says of these is what the entry says; else the leaf is read, which may have cut or normalized it.
    private static bool IsKept(AuditEntry entry) =>
        LeafText.IsKept(entry.KeyId) && LeafText.IsKept(entry.Organization) && LeafText.IsKept(entry.Team) && LeafText.IsKept(entry.Department) && LeafText.IsKept(entry.Application)
        && LeafText.IsKept(entry.ModelAsked) && LeafText.IsKept(entry.ModelUsed) && LeafText.IsKept(entry.Upstream) && LeafText.IsKept(entry.Provider) && LeafText.IsKept(entry.Purpose)
        && LeafText.IsKept(entry.Rejection) && LeafText.IsKept(entry.Action) && LeafText.IsKept(entry.Target)
        && entry.Labels.All(LeafText.IsKept) && entry.Unscanned.All(LeafText.IsKept) && entry.Findings.All(f => LeafText.IsKept(f.Detector));

    private async ValueTask FoldAsync(StoredLeaf stored, List<ExchangeFact> exchanges, List<LogEvent> events, CancellationToken cancellation)
    {
        if (IntentReader.TryRead(stored.Json.Span, out var intent))
        {
            Remember(stored.Sequence, intent);
            return;
        }

        var leaf = stored.Read();
        await FoldAsync(leaf.Sequence, leaf.Entry, leaf.Node, leaf.Subject, exchanges, events, cancellation);
    }

    private async ValueTask FoldAsync(long sequence, AuditEntry entry, string node, string? subject, List<ExchangeFact> exchanges, List<LogEvent> events, CancellationToken cancellation)
    {
        WatchClock(sequence, entry.At, node, events);
        if (entry.Type is AuditEntryType.Result or AuditEntryType.Interrupted) exchanges.Add(FactOf(sequence, entry, subject, await IntentOfAsync(entry, cancellation)));
        else events.Add(new LogEvent(sequence, entry.At, entry.Action ?? EnumWords.Of(entry.Type), entry.Target ?? "", entry.Gap?.Count ?? 0));
    }

    private static string FindingsOf(IReadOnlyList<FindingCount> findings)
    {
        if (findings.Count == 0) return "";
        var text = new StringBuilder();
        foreach (var finding in findings.OrderBy(f => f.Detector, StringComparer.Ordinal).ThenBy(f => f.Direction, StringComparer.Ordinal).ThenBy(f => f.Action, StringComparer.Ordinal))
        {
            if (text.Length > 0) text.Append('\n');
            text.Append(CultureInfo.InvariantCulture, $"{finding.Detector} {finding.Direction} {finding.Action} {finding.Count}");
        }

        return text.ToString();
    }

    private ExchangeFact FactOf(long sequence, AuditEntry entry, string? subject, OpenIntent intent)
    {
        var left = entry.IntentSequence is not null;
        var first = intent.Upstream is { } meant && meant != entry.Upstream ? meant : "";
        return new ExchangeFact(
            sequence,
            entry.At,
            Same(new Party(entry.KeyId ?? "", subject ?? intent.Subject ?? "", entry.Organization ?? "", entry.Team ?? "", entry.Department ?? "", entry.Application ?? "", entry.Environment ?? "")),
            Same(new Passage(
                entry.ModelUsed ?? (left ? entry.ModelAsked : null) ?? "", // what a refused client made up is no model, and would fill the tables
                entry.Provider ?? "",
                entry.Upstream ?? "",
                first,
                entry.Purpose ?? "",
                entry.Endpoint is { } endpoint ? EnumWords.Of(endpoint) : "",
                entry.Sensitivity ?? "",
                entry.Decision is { } decision ? EnumWords.Of(decision) : "",
                entry.Rejection ?? "",
                left,
                entry.Type is AuditEntryType.Interrupted)),
            Same(new PolicyMark(entry.ConfigurationVersion ?? "", Joined(entry.Labels), Joined(entry.Unscanned))),
            FindingsOf(entry.Findings),
            entry.InputTokens ?? 0,
            entry.OutputTokens ?? 0,
            entry.CachedInputTokens ?? 0,
            entry.ReasoningTokens ?? 0,
            entry.CostNanoUsd,
            entry.Findings.Where(f => f.Action is "redact" or "pseudonymize").Sum(f => (long)f.Count));
    }

    private static string Joined(IReadOnlyList<string> words) => words.Count == 0 ? "" : string.Join(',', words.Order(StringComparer.Ordinal));

    private void Remember(long sequence, OpenIntent intent)
    {
        if (_open.Count >= MostOpen) _open.Clear(); // each can be read again
        _open[sequence] = intent;
    }

    private async ValueTask<OpenIntent> IntentOfAsync(AuditEntry entry, CancellationToken cancellation)
    {
        if (entry.IntentSequence is not { } sequence) return default;
        if (_open.Remove(sequence, out var known)) return known;
        var found = await ledger.ReadAsync(sequence, 1, cancellation);
        return found.Count == 1 && found[0].Sequence == sequence && IntentReader.TryRead(found[0].Json.Span, out var intent) ? intent : default;
    }

    private void WatchClock(long sequence, DateTimeOffset at, string node, List<LogEvent> events)
    {
        if (!_latest.TryGetValue(node, out var latest) || at >= latest) _latest[node] = at;
        else if (latest - at > ClockSlack)
        {
            events.Add(new LogEvent(sequence, at, LogEvent.ClockBack, node, (long)(latest - at).TotalMilliseconds));
            _latest[node] = at; // told once
        }
    }

    private T Same<T>(T value)
        where T : class
    {
        if (_known.TryGetValue(value, out var known)) return (T)known;
        if (_known.Count >= MostKnown) _known.Clear();
        _known[value] = value;
        return value;
    }
}

/// <summary>What an intent knows that its result may not.</summary>
/// <param name="Subject">Reference of the data subject; null if it names none.</param>
/// <param name="Upstream">Where the request was meant to go.</param>
internal readonly record struct OpenIntent(string? Subject, string? Upstream);
