namespace Sallyport.Detection.Names;

/// <summary>What the lexicon knows of a word. Bits are frozen: the weights know them.</summary>
[Flags]
internal enum WordTraits : ushort
{
    None = 0,
    Given = 1,
    CommonGiven = 1 << 1,
    Surname = 1 << 2,

    /// <summary>The whole name of a town.</summary>
    Town = 1 << 3,
    City = 1 << 4,

    /// <summary>A word of a longer place name.</summary>
    TownPart = 1 << 5,

    /// <summary>A country, a state or a region, or a word of its name.</summary>
    Region = 1 << 6,
    OrganizationWord = 1 << 7,
    CompanyForm = 1 << 8,
    Honorific = 1 << 9,
    Nationality = 1 << 10,

    /// <summary>May stand inside a name and never alone: of, de, van, and.</summary>
    Link = 1 << 11,

    /// <summary>A word that is no name by itself even with a capital: the, it, Monday.</summary>
    Plain = 1 << 12,

    /// <summary>Of a nationality: also an everyday word, so only with a capital.</summary>
    Everyday = 1 << 13,

    /// <summary>Of a word that names no nationality: an organization is known by it.</summary>
    Organization = Everyday,

    /// <summary>Of two words together, which have no other trait: they follow each other in the name of a place.</summary>
    Pair = Everyday,

    /// <summary>With <see cref="Frequent"/>: how often the word was seen in lower case.</summary>
    Seen = 1 << 14,
    Frequent = 1 << 15,
}

internal static class WordTraitsExtensions
{
    public static bool HasAny(this WordTraits traits, WordTraits of) => (traits & of) != WordTraits.None;
}
