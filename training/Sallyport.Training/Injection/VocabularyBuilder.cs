using Sallyport.Detection.Injection;
using Sallyport.Detection.Normalization;

namespace Sallyport.Training.Injection;

/// <summary>Gathers the words that many texts use, by which a disguised word is told from a strange one.</summary>
internal static class VocabularyBuilder
{
    private const int LeastTexts = 15, LeastLength = 2, MostLength = 20;

    public static byte[] Build(IEnumerable<InjectionRecord> records)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var inText = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            inText.Clear();
            var text = FoldTable.Fold(record.Text);
            for (var at = 0; at < text.Length; at++)
            {
                var start = at;
                while (at < text.Length && char.IsAsciiLetterLower(text[at])) at++;
                if (at - start is >= LeastLength and <= MostLength && (at == text.Length || !char.IsAsciiDigit(text[at]))) inText.Add(text[start..at]);
            }

            foreach (var word in inText) counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        var bits = new byte[Vocabulary.Bytes];
        var words = 0;
        foreach (var (word, count) in counts)
        {
            // Two letters make a word by chance too often to count unless they are very common.
            if (count < (word.Length == 2 ? 300 : LeastTexts)) continue;
            Vocabulary.Add(bits, word);
            words++;
        }

        Console.WriteLine($"{words} known words");
        return bits;
    }
}
