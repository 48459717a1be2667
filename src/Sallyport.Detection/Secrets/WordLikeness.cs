namespace Sallyport.Detection.Secrets;

/// <summary>Tells words, names and identifiers from random letters by how usual each pair of letters is.</summary>
internal static class WordLikeness
{
    /// <summary>Mean bits a letter costs above which eight letters or more are no words: nine in ten random strings lie above, nineteen in twenty identifiers below.</summary>
    public const double Words = 5.0;

    // Bits of a letter after the one before it, half a bit a step from 'a' on; twelve languages, code and names.
    // Made by training/secrets/bigrams.py.
    private static readonly string[] Pairs =
    [
        "slijspkpjrmhifqkvgiglmqqlp",
        "fpqperuqhlvhttguzilqhyvzjy",
        "gwkvguzgizjjtvfouiohjwyznt",
        "gqqkdtpqftsmqqhozjjpjnstms",
        "jpiimlnqmtpikfommfgipmmkmr",
        "hytzhjszezxkqneuyholhyzznw",
        "groqerljgvtkpjinyikmhspynv",
        "fstscwxuhzuopngszlqkkwszpw",
        "jnijikktrtnikehlrkhhrlxrsl",
        "eupqevtqivorspgrsuhrgvkyvs",
        "goqrdrqkgxplqlhozliliqqymx",
        "gpnjflqtftqgmrhnxsjjjptzju",
        "eknqettwhzunirghzqmqkwtzmv",
        "hrjghkgniqonqmjmwrhflntvnr",
        "nmkjpjlqmsmiielkxfkkhkkqpr",
        "gsqqfttlizvhqtgjzgmihvvvlz",
        "oqyuuyzvozzowysuvvuwavtzzz",
        "gqllepmsgwnnkkgpykjjkmrzjs",
        "isjsfpujhylnppijsrieirozmt",
        "huosfsregzsorsgnzijlkvpsls",
        "jkklhomrktpgignkxgggtsutoq",
        "ewsudzvveztpuuivzppxouzyrz",
        "frrtfuvfezqptkguzjjopvqyuz",
        "gtjqhovrhytprroevqqdnsvmjw",
        "hnlmirqqlwqkjjehzlhgmqozpl",
        "fppndxqlgvomopirtpqohqpzmn",
    ];

    /// <summary>Mean bits of the letter pairs in the value, case ignored; 0 if it has none.</summary>
    public static double Bits(ReadOnlySpan<char> value, out int pairs)
    {
        int sum = 0, last = -1;
        pairs = 0;
        foreach (var c in value)
        {
            var letter = (c | 0x20) - 'a';
            if ((uint)letter > 25)
            {
                last = -1;
                continue;
            }

            if (last >= 0)
            {
                sum += Pairs[last][letter] - 'a';
                pairs++;
            }

            last = letter;
        }

        return pairs == 0 ? 0 : sum / (2.0 * pairs);
    }

    /// <summary>True if the letters of the value read like words: short runs of letters do until they prove otherwise.</summary>
    public static bool IsWordy(ReadOnlySpan<char> value)
    {
        var bits = Bits(value, out var pairs);
        return bits <= (pairs >= 7 ? Words : Words + ((7 - pairs) * 0.35));
    }
}
