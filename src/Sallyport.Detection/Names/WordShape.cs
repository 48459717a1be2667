namespace Sallyport.Detection.Names;

/// <summary>How a word is written. Numbers are frozen: the weights know them.</summary>
internal enum WordShape : byte
{
    /// <summary>No word: the edge of the text, or too far away to matter.</summary>
    None = 0,
    Lower = 1,
    Title = 2,
    Upper = 3,
    Initial = 4,

    /// <summary>Starts upper case and has more of both: McDonald, TechGuard, Jean-Luc.</summary>
    Mixed = 5,

    /// <summary>Starts lower case and has upper case: iPhone, firstName.</summary>
    Camel = 6,

    /// <summary>A script without case.</summary>
    Caseless = 7,
    Number = 8,

    /// <summary>Letters with digits, underscores, dots or an at sign, or longer than a name is.</summary>
    Opaque = 9,
}
