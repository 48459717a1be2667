namespace Sallyport.Detection.Normalization;

/// <summary>Ways to disguise a word letter by letter that decode by looking the result up.</summary>
internal enum LetterShift : byte
{
    None,
    Rot13,
    Atbash,
    Reversed,
}
