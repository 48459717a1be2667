using System.Collections.Concurrent;
using System.Numerics;
using Microsoft.Extensions.Logging;
using Sallyport.Detection.Fingerprints;
using Sallyport.Gateway.Configuration;

namespace Sallyport.Gateway.Inspection;

/// <summary>Remembers how much of each registered document each key has sent, so that many small pastes add up.</summary>
/// <remarks>
/// For each key and document 1,024 bits for each of four ten-day periods: a passage sets one bit, and the share is estimated from how many
/// are set in any of them. So 30 to 40 days count. At most 16,384 pairs, some 9 MB; beyond, those longest unheard of are forgotten. Kept in
/// memory, for this process: a restart forgets, and several gateways each know their own part.
/// </remarks>
internal sealed partial class ExposureLedger(TimeProvider time, ILogger<ExposureLedger> logger)
{
    private const int MaxPairs = 16_384, Bits = 1_024, WordsAPeriod = Bits / 64, Periods = 4, DaysAPeriod = 10;

    /// <summary>Passages of a long document are sampled so that the bits never fill up.</summary>
    private const int MostSampled = 512;

    private readonly ConcurrentDictionary<(string Key, string Set, string Document), Pair> _pairs = new();
    private readonly Lock _forgetting = new();

    /// <summary>Takes note of passages that are about to leave.</summary>
    /// <param name="entries">Passages, once for each document that holds them.</param>
    /// <returns>How many documents crossed the rule's share with this request.</returns>
    public int Record(string keyId, ExposureRule rule, List<FingerprintEntry> entries)
    {
        var period = (int)(time.GetUtcNow().ToUnixTimeSeconds() / (DaysAPeriod * 86_400));
        var crossed = 0;
        foreach (var group in entries.GroupBy(e => e.Document))
        {
            var document = rule.Index.Documents[group.Key];
            var pair = _pairs.GetOrAdd((keyId, rule.Set, document.Id), static _ => new Pair());
            var (before, after) = pair.Add(group.Select(e => e.Hash), Step(document), period);
            var (was, now) = (ShareOf(before, document), ShareOf(after, document));
            if (was * 100 >= rule.Percent || now * 100 < rule.Percent) continue;
            crossed++;
            Log.Crossed(logger, keyId, (int)(now * 100), document.Id, rule.Set);
        }

        if (_pairs.Count > MaxPairs) Forget();
        return crossed;
    }

    /// <summary>Estimated share of a document that a key has sent, 0 to 1.</summary>
    public double ShareOf(string keyId, string set, FingerprintDocument document) =>
        _pairs.TryGetValue((keyId, set, document.Id), out var pair) ? ShareOf(pair.Count((int)(time.GetUtcNow().ToUnixTimeSeconds() / (DaysAPeriod * 86_400))), document) : 0;

    // Passages that fell on one bit are made up for: of n passages on m bits about m(1 - e^(-n/m)) are set.
    private static double ShareOf(int set, FingerprintDocument document)
    {
        var passages = -Bits * Math.Log(1 - (Math.Min(set, Bits - 1) / (double)Bits));
        return Math.Min(1, passages * Step(document) / Math.Max(1, document.Fingerprints));
    }

    private static int Step(FingerprintDocument document) => ((document.Fingerprints - 1) / MostSampled) + 1;

    private void Forget()
    {
        if (!_forgetting.TryEnter()) return;
        try
        {
            foreach (var (name, _) in _pairs.ToArray().OrderBy(p => p.Value.Touched).Take(_pairs.Count - (MaxPairs * 3 / 4))) _pairs.TryRemove(name, out _);
        }
        finally
        {
            _forgetting.Exit();
        }
    }

    private sealed class Pair
    {
        private readonly ulong[] _bits = new ulong[Periods * WordsAPeriod];
        private readonly int[] _periods = new int[Periods];
        private long _touched;

        public long Touched => Volatile.Read(ref _touched);

        public (int Before, int After) Add(IEnumerable<ulong> hashes, int step, int period)
        {
            lock (_bits)
            {
                var before = CountHeld(period);
                var slot = period % Periods;
                if (_periods[slot] != period) _bits.AsSpan(slot * WordsAPeriod, WordsAPeriod).Clear();
                _periods[slot] = period;
                foreach (var hash in hashes)
                {
                    // The index keeps small hashes, so only a mixed one falls evenly.
                    var mixed = hash * 0xD6E8FEB86659FD93;
                    mixed ^= mixed >> 32;
                    if (mixed / Bits % (uint)step != 0) continue;
                    _bits[(slot * WordsAPeriod) + (int)(mixed % Bits / 64)] |= 1UL << (int)(mixed % 64);
                }

                Volatile.Write(ref _touched, period);
                return (before, CountHeld(period));
            }
        }

        public int Count(int period)
        {
            lock (_bits) return CountHeld(period);
        }

        private int CountHeld(int period)
        {
            var count = 0;
            for (var word = 0; word < WordsAPeriod; word++)
            {
                var any = 0UL;
                for (var slot = 0; slot < Periods; slot++)
                {
                    if (period - _periods[slot] < Periods) any |= _bits[(slot * WordsAPeriod) + word];
                }

                count += BitOperations.PopCount(any);
            }

            return count;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Warning, "Key {KeyId} has sent an estimated {Percent} % of document {Document} of set {Set} within 30 days")]
        public static partial void Crossed(ILogger logger, string keyId, int percent, string document, string set);
    }
}
