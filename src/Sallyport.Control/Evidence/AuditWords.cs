using Sallyport.Gateway.Audit;
using Sallyport.Gateway.Authentication;

namespace Sallyport.Control.Evidence;

/// <summary>The words by which people filter the record: <c>intent</c>, <c>failed_open</c>.</summary>
public static class AuditWords
{
    public static bool TryParse<T>(string word, out T value)
        where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
        {
            value = candidate;
            if (EnumWords.Of(candidate) == word) return true;
        }

        value = default;
        return false;
    }

    public static string Allowed<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(EnumWords.Of));
}
