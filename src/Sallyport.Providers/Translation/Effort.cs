namespace Sallyport.Providers.Translation;

/// <summary>How a word for the effort of thinking and a budget in tokens stand for each other.</summary>
/// <remarks>
/// No vendor gives the numbers. They double or quadruple from step to step, begin at the least that Anthropic takes, and the highest leaves room in the 64,000 output tokens of the
/// models that know budgets. Back from a budget only low, medium and high come, which every model that takes an effort takes.
/// </remarks>
internal static class Effort
{
    /// <summary>Least budget that Anthropic takes, in tokens.</summary>
    public const long LeastBudgetTokens = 1_024;

    private const long MostLow = 4_096, MostMedium = 16_384;

    /// <param name="effort">minimal, low, medium, high, xhigh or max.</param>
    /// <returns>Tokens; null for a word that is not known, and for none.</returns>
    public static long? BudgetOf(string effort) => effort switch
    {
        "minimal" => LeastBudgetTokens,
        "low" => 2_048,
        "medium" => 8_192,
        "high" => 16_384,
        "xhigh" => 32_768,
        "max" => 49_152,
        _ => null,
    };

    public static string OfBudget(long tokens) => tokens <= MostLow ? "low" : tokens <= MostMedium ? "medium" : "high";
}
