using System.Collections.Concurrent;

namespace Sallyport.Gateway.Settlement;

/// <summary>How many tokens providers report for what we counted: a running ratio for each model, in memory. A restart begins anew.</summary>
public sealed class TokenCalibration
{
    /// <summary>Models that are remembered. Clients can make names up, so there is an end; later ones keep the vendor's factor.</summary>
    public const int MaxModels = 1_024;

    private const int FewestSamples = 8;
    private const double Weight = 1.0 / 32;

    private readonly ConcurrentDictionary<string, Ratio> _ratios = new(StringComparer.Ordinal);

    /// <summary>Takes what a provider reported for an input of which we counted a number of tokens. Short inputs say little and are passed over.</summary>
    public void Observe(string provider, string model, long counted, long reported)
    {
        if (counted < 64 || reported <= 0) return;
        var ratio = (double)reported / counted;
        if (ratio is < 0.1 or > 10) return; // input of which we saw a small part, or a lie
        var key = provider + "/" + model;
        if (!_ratios.TryGetValue(key, out var known))
        {
            if (_ratios.Count >= MaxModels) return;
            known = _ratios.GetOrAdd(key, static _ => new Ratio());
        }

        lock (known)
        {
            known.Samples++;
            var weight = Math.Max(Weight, 1.0 / known.Samples);
            known.Deviation += weight * (Math.Abs(ratio - known.Mean) - known.Deviation);
            known.Mean += weight * (ratio - known.Mean);
        }
    }

    /// <summary>The ratio of a model in percent and the error to state with it; null until a few exchanges were reported.</summary>
    public (int FactorPercent, int ErrorPercent)? Of(string provider, string model)
    {
        if (!_ratios.TryGetValue(provider + "/" + model, out var known)) return null;
        lock (known)
        {
            if (known.Samples < FewestSamples) return null;
            return ((int)Math.Round(known.Mean * 100), Math.Clamp((int)Math.Ceiling(known.Deviation / known.Mean * 300), 2, 99));
        }
    }

    private sealed class Ratio
    {
        public long Samples { get; set; }

        public double Mean { get; set; }

        public double Deviation { get; set; }
    }
}
