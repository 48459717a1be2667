using System.Runtime.Intrinsics;
using System.Runtime.InteropServices;

namespace Sallyport.Detection.Names;

/// <summary>A word of the text, with what is known of it so far.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Word
{
    /// <summary>Longest word that can be a name, in chars. A longer one is opaque, whatever it holds.</summary>
    public const int MaxLength = 40;

    public int Start;
    public int Length;

    /// <summary>Hash of the word in lower case; for an opaque word of its end.</summary>
    public uint Hash;

    /// <summary>Hash of the last four chars in lower case.</summary>
    public uint Ending;

    /// <summary>Hash of what stands between this word and the one before.</summary>
    public uint Gap;
    public WordTraits Traits;
    public WordShape Shape;

    /// <summary>What stands before lets a name go on: a space, a hyphen, a comma, an ampersand.</summary>
    public bool Joins;

    /// <summary>May be a name on its own.</summary>
    public bool Candidate;

    /// <summary>May be a further word of a name: an everyday word in lower case that people are also called.</summary>
    public readonly bool MayFollow => Shape == WordShape.Lower && Traits.HasAny(WordTraits.Given | WordTraits.Surname | WordTraits.Town | WordTraits.TownPart) && !Traits.HasAny(WordTraits.Plain | WordTraits.Link);

    /// <summary>The first pass' scores, one lane a tag.</summary>
    public Vector128<short> Scores;
    public byte First;
    public byte Second;
    public byte Sureness;

    public byte Tag;
    public short Margin;

    public readonly int End => Start + Length;
}
