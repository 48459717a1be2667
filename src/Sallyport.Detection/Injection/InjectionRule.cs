namespace Sallyport.Detection.Injection;

/// <summary>Meanings that follow one another within a few words, in the order given.</summary>
/// <param name="Signal">What it tells.</param>
/// <param name="MostGap">How many tokens may stand between two steps.</param>
/// <param name="Steps">The meanings; of each, one is enough.</param>
internal sealed record InjectionRule(InjectionSignals Signal, int MostGap, Concepts[] Steps)
{
    public bool Matches(TokenList tokens, int at)
    {
        for (var step = 1; step < Steps.Length; step++)
        {
            var end = Math.Min(tokens.Count, at + ((tokens.Flags[at] & TokenFlags.Part) != TokenFlags.None ? 3 * MostGap : MostGap) + 2);
            var next = at + 1;
            while (next < end && (tokens.Meanings[next] & Steps[step]) == Concepts.None)
            {
                if ((tokens.Flags[next] & TokenFlags.Paragraph) != TokenFlags.None) return false;
                next++;
            }

            if (next >= end) return false;
            at = next;
        }

        return true;
    }
}
