using Sallyport.Providers;

namespace Sallyport.Gateway.Settlement;

/// <summary>How the longest possible input is found.</summary>
public enum BoundMode
{
    /// <summary>From the bytes of the body: no tokenizer makes more tokens than bytes. Never too low.</summary>
    Strict = 1,

    /// <summary>From the estimate and its stated error. Three to four times lower, and may be exceeded.</summary>
    Estimate = 2,
}

/// <summary>Why a request has no bound.</summary>
public enum Unbounded
{
    /// <summary>It has one.</summary>
    No = 0,

    /// <summary>The model has no price, or none for the tier that is asked for, or a tool no fee.</summary>
    PriceUnknown = 1,

    /// <summary>Neither the request nor the catalogue says how long the answer can get.</summary>
    OutputUnknown = 2,

    /// <summary>Input stands outside the body, and the catalogue does not say how long it can get.</summary>
    InputUnknown = 3,

    /// <summary>The provider runs tools as often as it likes, and bills what they read: set <c>max_tool_calls</c> or <c>max_uses</c>.</summary>
    ToolsUnbounded = 4,
}

/// <summary>The most that a request can use and cost: W = highest price of input x longest input + highest price of output x longest output + fees.</summary>
/// <param name="InputTokens">Null if there is no bound, like the next two.</param>
/// <param name="NanoUsd">Null also if only the price is unknown.</param>
public readonly record struct SpendBound(long? InputTokens, long? OutputTokens, long? NanoUsd, Unbounded Why)
{
    /// <summary>Tokens that a vendor puts around a message, a tool, and a request with tools or a schema; far above what was seen.</summary>
    private const int PerMessage = 16, PerTool = 64, PerRequest = 64, PerPreamble = 2_048;

    /// <summary>Bytes of sound that are a second at least: 6 kbit/s, the lowest rate of the codecs that speech is sent in.</summary>
    private const int LeastBytesPerSecond = 750;

    /// <summary>Tokens that a second of sound is at most, and a document of a search unit has.</summary>
    private const int TokensPerSecond = 50, TokensPerDocument = 500, DocumentsPerUnit = 100;

    /// <summary>Input and output together; null if there is no bound.</summary>
    public long? Tokens => InputTokens + OutputTokens;

    /// <summary>Finds the bound of a request.</summary>
    /// <param name="size">What the request holds.</param>
    /// <param name="facts">What it asks for.</param>
    /// <param name="provider">Vendor that it would go to.</param>
    /// <param name="price">What the model costs and how long its texts can be; null if unknown.</param>
    /// <param name="estimate">Only for <see cref="BoundMode.Estimate"/>.</param>
    /// <param name="defaultOutput">Cap that will be put into a request that has none; null if none will.</param>
    public static SpendBound Of(in RequestSize size, RequestFacts facts, string provider, ModelPrice? price, BoundMode mode, in TokenEstimate estimate = default, long? defaultOutput = null)
    {
        if (!size.IsBilled) return new SpendBound(0, 0, 0, Unbounded.No);
        if (facts.UnboundedTools > 0) return new SpendBound(null, null, null, Unbounded.ToolsUnbounded);
        var context = price?.Model.Context;

        // 1. The longest input of one turn. What does not stand in the body as text can be as long as the model can read.
        var isSeen = !facts.HasUnseenInput && facts.MediaParts <= facts.Images && facts.MaxToolCalls is null or 0;
        long input;
        if (!isSeen || (facts.Images > 0 && ImageTokens(provider, price?.Model.Model) is null))
        {
            if (context is null) return new SpendBound(null, null, null, Unbounded.InputUnknown);
            input = context.Value;
        }
        else
        {
            var images = facts.Images * (ImageTokens(provider, price?.Model.Model) ?? 0);
            input = mode == BoundMode.Strict
                ? size.TextBytes + (PerMessage * (long)facts.Messages) + (PerTool * (long)facts.Tools) + PerRequest + (facts.Tools > 0 || facts.AnswerIsJson ? PerPreamble : 0) + images
                : estimate.Highest + images;
        }

        var seconds = (facts.SoundBytes + LeastBytesPerSecond - 1) / LeastBytesPerSecond;
        input += seconds * TokensPerSecond;

        // 2. The longest output. A cap above the context window is none.
        long output = 0;
        if (size.HasOutput)
        {
            if ((facts.MaxOutputTokens ?? defaultOutput ?? price?.Model.MaxOutput ?? context) is not { } cap || cap < 0) return new SpendBound(null, null, null, Unbounded.OutputUnknown);
            if (context is { } window) cap = Math.Min(cap, window);
            output = Times(cap, Math.Clamp(facts.Choices, 1, int.MaxValue));
        }

        // 3. Tools that the provider runs: each call is a turn that reads everything again.
        var calls = Math.Max(0, facts.MaxToolCalls ?? 0);
        var searches = calls;
        if (facts.Needs.HasFlag(Capabilities.WebSearch) && calls == 0) searches = 1; // a chat model that searches does so once
        input = Times(input, calls + 1);
        output = Times(output, calls + 1);

        // 4. The price. Some models are billed by other units.
        if (price?.Model.IsByUnit == true)
        {
            var units = (facts.Documents + (size.TextBytes / TokensPerDocument) + DocumentsPerUnit) / DocumentsPerUnit; // a long document counts as several
            return price.UnitCostOf(Math.Clamp(facts.Choices, 1, int.MaxValue), facts.Characters, seconds, units) is { } byUnit ? new SpendBound(input, output, byUnit, Unbounded.No) : new SpendBound(input, output, null, Unbounded.PriceUnknown);
        }

        // Containers and images made on the way are billed in units that no request bounds.
        if ((facts.Needs & (Capabilities.CodeExecution | Capabilities.ImageGeneration | Capabilities.UnknownTools)) != Capabilities.None) return new SpendBound(input, output, null, Unbounded.PriceUnknown);
        if (price is null || price.HighestOf(facts.Tier, input, MayWriteCache(provider, facts), facts.Needs.HasFlag(Capabilities.Media)) is not { } highest) return new SpendBound(input, output, null, Unbounded.PriceUnknown);
        Int128 cost = ((Int128)input * highest.Input) + ((Int128)output * highest.Output);
        foreach (var (need, fee) in (ReadOnlySpan<(Capabilities, long?)>)[(Capabilities.WebSearch, price.Model.WebSearch), (Capabilities.FileSearch, price.Model.FileSearch)])
        {
            if (!facts.Needs.HasFlag(need)) continue;
            if (fee is null) return new SpendBound(input, output, null, Unbounded.PriceUnknown);
            cost += (Int128)searches * fee.Value;
        }

        return new SpendBound(input, output, cost > long.MaxValue ? long.MaxValue : (long)cost, Unbounded.No);
    }

    // Documented maxima: OpenAI scales to eight tiles (85 + 8 x 170; small models count them higher, patch models have at most 1,536 patches times a factor),
    // Anthropic caps at some 4,800, Gemini at 2,240 for the highest resolution. Newer OpenAI models may keep the original size: 10,000 patches.
    private static long? ImageTokens(string provider, string? model) => (provider, model) switch
    {
        ("openai", null) => null,
        ("openai", _) when model.StartsWith("gpt-4o-mini", StringComparison.Ordinal) => 2_833 + (8 * 5_667),
        ("openai", _) when model.StartsWith("gpt-4o", StringComparison.Ordinal) || model is "gpt-4.1" || model.StartsWith("gpt-4.1-2", StringComparison.Ordinal) || model.StartsWith("gpt-4-turbo", StringComparison.Ordinal) || model.StartsWith("o1", StringComparison.Ordinal) || model is "o3" => 85 + (8 * 170),
        ("openai", _) => 12_000,
        ("anthropic", _) => 5_000,
        ("gemini", _) when model is not null && !model.StartsWith("gemini-1", StringComparison.Ordinal) && !model.StartsWith("gemini-2", StringComparison.Ordinal) => 2_300,
        _ => null, // tiled without a stated end
    };

    // Anthropic writes to its cache only what it is asked to; whoever else bills writing does so on its own account.
    private static bool MayWriteCache(string provider, RequestFacts facts) => provider != "anthropic" || facts.WritesCache;

    private static long Times(long tokens, long times) => (long)Int128.Min((Int128)tokens * times, long.MaxValue / 4);
}
