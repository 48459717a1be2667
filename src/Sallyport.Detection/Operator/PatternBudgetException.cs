namespace Sallyport.Detection.Operator;

/// <summary>An operator's pattern cost more on this text than it may. What it would have found is not known, so the text must not pass.</summary>
public sealed class PatternBudgetException : Exception
{
    public PatternBudgetException()
    {
    }

    public PatternBudgetException(string message)
        : base(message)
    {
    }

    public PatternBudgetException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <param name="detector">Id of the pattern.</param>
    internal static PatternBudgetException Of(string detector, Exception? inner = null) => new($"The pattern '{detector}' needs more time for this text than it may have.", inner);
}
