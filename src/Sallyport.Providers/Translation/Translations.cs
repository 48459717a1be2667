namespace Sallyport.Providers.Translation;

/// <summary>The dialects that can be translated into each other.</summary>
public static class Translations
{
    /// <returns>Null for dialects that only speak for themselves.</returns>
    public static DialectTranslation? Of(DialectId dialect) => null;
}
