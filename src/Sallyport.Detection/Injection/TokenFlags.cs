namespace Sallyport.Detection.Injection;

/// <summary>What stands around a token.</summary>
[Flags]
internal enum TokenFlags : byte
{
    None = 0,

    /// <summary>First of its sentence, line, list item or quoted string.</summary>
    Opens = 1,

    /// <summary>First of its paragraph.</summary>
    Paragraph = 2,

    /// <summary>A mark, not a word: a bracket, a heading sign, a row of dashes.</summary>
    Mark = 4,

    /// <summary>A web address.</summary>
    Link = 8,

    /// <summary>A mail address.</summary>
    Mail = 16,

    /// <summary>A number, or a word with digits in it.</summary>
    Number = 32,

    /// <summary>Too long or too mixed for a word: an identifier, a hash, encoded data.</summary>
    Blob = 64,

    /// <summary>One character of a script without spaces: a part of a word.</summary>
    Part = 128,
}
