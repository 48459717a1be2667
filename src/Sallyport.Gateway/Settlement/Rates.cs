using Sallyport.Providers;

namespace Sallyport.Gateway.Settlement;

/// <summary>Prices in nano-USD per token (the same number as micro-USD per thousand), for one way of serving and one length of input.</summary>
/// <param name="CacheWrite">Null if writing to the cache has no known price; so for the next.</param>
public sealed record Rates(long Input, long Output, long CacheRead, long? CacheWrite, long? CacheWrite1h, long Reasoning, long InputAudio, long OutputAudio, long OutputImage)
{
    /// <summary>What any input token can cost at most.</summary>
    /// <param name="withCache">True if some may be written to the provider's cache.</param>
    /// <param name="withMedia">True if some may be sound.</param>
    internal long HighestInput(bool withCache, bool withMedia) =>
        Math.Max(Math.Max(Input, CacheRead), Math.Max(withMedia ? InputAudio : 0, withCache ? Math.Max(CacheWrite ?? 0, CacheWrite1h ?? 0) : 0));

    /// <summary>What any output token can cost at most.</summary>
    /// <param name="withMedia">True if some may be sound or images.</param>
    internal long HighestOutput(bool withMedia) => Math.Max(Math.Max(Output, Reasoning), withMedia ? Math.Max(OutputAudio, OutputImage) : 0);

    /// <summary>Cost of tokens in nano-USD; null if a price is missing or the counts contradict each other.</summary>
    /// <exception cref="OverflowException">More than there can be.</exception>
    internal long? CostOf(in TokenUsage usage)
    {
        if (usage.Input is not { } input || usage.Output is not { } output) return null;
        var (read, written, hour) = (usage.CachedInput ?? 0, usage.CacheWrite ?? 0, usage.CacheWrite1h ?? 0);
        var (reasoned, spoken, drawn) = (usage.Reasoning ?? 0, usage.OutputAudio ?? 0, usage.OutputImage ?? 0);
        var heard = usage.InputAudio ?? 0;
        if (input < 0 || output < 0 || read < 0 || written < 0 || hour < 0 || reasoned < 0 || spoken < 0 || drawn < 0 || heard < 0) return null;
        if (read > input - written || hour > written || reasoned > output - spoken - drawn || spoken > output || drawn > output || heard > input) return null;
        if ((written > hour && CacheWrite is null) || (hour > 0 && CacheWrite1h is null)) return null;
        heard = Math.Min(heard, input - read - written); // sound may have been cached too, and is then counted there
        return checked(((input - read - written - heard) * Input) + (heard * InputAudio) + (read * CacheRead) + ((written - hour) * (CacheWrite ?? 0)) + (hour * (CacheWrite1h ?? 0))
            + ((output - reasoned - spoken - drawn) * Output) + (reasoned * Reasoning) + (spoken * OutputAudio) + (drawn * OutputImage));
    }

    /// <summary>The rates of an entry; what it leaves out is as in <paramref name="standard"/>, or as ordinary tokens.</summary>
    internal static Rates Of(CatalogRates given, CatalogRates standard)
    {
        var (input, output) = (given.Input!.Value, given.Output!.Value);
        return new Rates(
            input, output, given.CacheRead ?? input, given.CacheWrite ?? standard.CacheWrite, given.CacheWrite1h ?? standard.CacheWrite1h, given.Reasoning ?? output,
            given.InputAudio ?? standard.InputAudio ?? input, given.OutputAudio ?? standard.OutputAudio ?? output, given.OutputImage ?? standard.OutputImage ?? output);
    }

    /// <summary>These rates in the proportion in which input and output of one way of serving stand to those of another; rounded up.</summary>
    internal Rates InProportion(Rates of, Rates to)
    {
        long In(long rate) => Scale(rate, of.Input, to.Input);
        long Out(long rate) => Scale(rate, of.Output, to.Output);
        return new Rates(In(Input), Out(Output), In(CacheRead), CacheWrite is { } w ? In(w) : null, CacheWrite1h is { } h ? In(h) : null, Out(Reasoning), In(InputAudio), Out(OutputAudio), Out(OutputImage));
    }

    private static long Scale(long rate, long of, long to) => to == 0 ? Math.Max(rate, of) : (long)(((Int128)rate * of + to - 1) / to);
}
