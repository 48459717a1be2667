using System.Globalization;
using Sallyport.Detection.Operator;

namespace Sallyport.Detection.ContentClasses;

/// <summary>The words of all classes in all languages, found in one pass.</summary>
internal sealed class Lexicon
{
    /// <summary>Number of classes.</summary>
    public static readonly int Classes = Enum.GetValues<ContentClass>().Length;

    private readonly TermTable _table;
    private readonly (int Class, float Weight)[][] _weights;

    private Lexicon(IEnumerable<(ContentClass Class, string Text)> texts)
    {
        var fold = CharFolding.Table(ignoreCase: true);
        var terms = new SortedDictionary<string, Dictionary<int, float>>(StringComparer.Ordinal);
        foreach (var (name, text) in texts)
        {
            foreach (var line in text.Split('\n'))
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                var weight = float.Parse(line.AsSpan(0, colon), CultureInfo.InvariantCulture);
                foreach (var term in line[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                {
                    var folded = CharFolding.Fold(term, fold);
                    if (!terms.TryGetValue(folded, out var of)) terms[folded] = of = [];
                    of[(int)name] = Math.Max(weight, of.GetValueOrDefault((int)name));
                }
            }
        }

        _table = new TermTable([.. terms.Keys], fold, wholeWord: true);
        _weights = [.. terms.Values.Select(t => t.Select(w => (w.Key, w.Value)).ToArray())];
    }

    public static Lexicon Shipped { get; } = new(
    [
        (ContentClass.SourceCode, CodeWords.Text), (ContentClass.Legal, LegalWords.Text), (ContentClass.Financial, FinancialWords.Text), (ContentClass.Medical, MedicalWords.Text),
        (ContentClass.Hr, HrWords.Text), (ContentClass.Credentials, CredentialWords.Text), (ContentClass.CustomerRecords, CustomerWords.Text),
    ]);

    /// <summary>Number of terms.</summary>
    public int Count => _weights.Length;

    /// <summary>Adds the weight of each term of a text to its classes; said again, a term counts half and then a quarter, no further.</summary>
    /// <param name="seen">Scratch of <see cref="Count"/> bytes, cleared.</param>
    public void Weigh(ReadOnlySpan<char> text, Span<byte> seen, Span<float> evidence)
    {
        for (var at = 0; _table.TryNext(text, ref at, out _, out var term);)
        {
            if (seen[term] > 2) continue;
            var share = 1f / (1 << seen[term]++);
            foreach (var (name, weight) in _weights[term]) evidence[name] += weight * share;
        }
    }
}
