namespace Sallyport.Detection.ContentClasses;

/// <summary>Says how much a text is of each <see cref="ContentClass"/>, each from 0 to 1. Several may be high at once.</summary>
/// <remarks>
/// Weighted words in English, German, French and Spanish, the shape of lines, and what the detectors of secrets and contact data find,
/// each made a score by a logistic curve. A text is read in windows of about 4,000 chars; the highest window counts, so that a page of a
/// contract shows in a long conversation. Safe to share between threads.
/// </remarks>
public sealed class ContentClassifier
{
    private const int Window = 4_096, LeastWindow = 1_024, WordsAtHalf = 200, CharsPerWord = 6;

    // Contact data: rows of a customer file hold some of each.
    private static readonly string[] ContactIds = ["email", "phone", "us-ssn", "iban", "payment-card"];

    private readonly DetectorSet _secrets = DetectorSet.Compile(DetectorCatalog.All.Where(d => DetectorCatalog.IsSecret(d.Id)));
    private readonly DetectorSet _contacts = DetectorSet.Compile(DetectorCatalog.All.Where(d => ContactIds.Contains(d.Id)));

    [ThreadStatic]
    private static List<Finding>? _findings;

    private ContentClassifier()
    {
    }

    /// <summary>The classifier that ships.</summary>
    public static ContentClassifier Shipped { get; } = new();

    /// <summary>Stable ids, by number of the class. Written to configurations and audit entries.</summary>
    public static IReadOnlyList<string> Ids { get; } = ["source-code", "legal", "financial", "medical", "hr", "credentials", "customer-records"];

    /// <summary>Scores a text.</summary>
    /// <param name="scores">One for each of <see cref="Ids"/>; set to the highest of what is in it and what the text scores.</param>
    public void Score(ReadOnlySpan<char> text, Span<float> scores)
    {
        while (!text.IsEmpty)
        {
            var length = text.Length < Window + LeastWindow ? text.Length : Window;
            ScoreWindow(text[..length], scores);
            text = text[length..];
        }
    }

    private void ScoreWindow(ReadOnlySpan<char> text, Span<float> scores)
    {
        // 1. Words, by what a text of this length may hold by chance.
        var lexicon = Lexicon.Shipped;
        Span<byte> seen = stackalloc byte[lexicon.Count];
        Span<float> evidence = stackalloc float[Lexicon.Classes];
        lexicon.Weigh(text, seen, evidence);
        var chance = MathF.Sqrt(1 + ((float)text.Length / CharsPerWord / WordsAtHalf));
        foreach (ref var sum in evidence) sum /= chance;

        // 2. What words alone do not tell.
        var findings = _findings ??= [];
        var (secrets, contacts) = (Count(_secrets, text, findings, Confidence.Likely), Count(_contacts, text, findings, Confidence.Possible));
        ref var code = ref evidence[(int)ContentClass.SourceCode];
        ref var credentials = ref evidence[(int)ContentClass.Credentials];
        ref var customers = ref evidence[(int)ContentClass.CustomerRecords];
        code = (10 * CodeShape.Of(text)) + MathF.Min(code, 5);
        credentials = MathF.Min(credentials, 3) + (4 * MathF.Min(secrets, 2));
        customers = MathF.Min(customers, contacts == 0 ? 3 : 8) + (1.2f * MathF.Min(contacts, 5));

        for (var i = 0; i < scores.Length; i++) scores[i] = MathF.Max(scores[i], Logistic(evidence[i], i == (int)ContentClass.SourceCode ? 5 : 3.8f));
    }

    private static float Logistic(float evidence, float half) => 1 / (1 + MathF.Exp(half - evidence));

    private static int Count(DetectorSet set, ReadOnlySpan<char> text, List<Finding> findings, Confidence least)
    {
        findings.Clear();
        set.Scan(text, findings);
        FindingMerge.Merge(findings);
        var count = 0;
        foreach (var finding in findings)
        {
            if (finding.Confidence >= least) count++;
        }

        return count;
    }
}
