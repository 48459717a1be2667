namespace Sallyport.Detection.Anchoring;

/// <summary>Single characters at which the shared pass calls a detector.</summary>
[Flags]
internal enum Anchors
{
    None = 0,
    Number = 1,
    At = 2,
    Colon = 4,
    EqualsSign = 8,
    Dot = 16,
    Hyphen = 32,
}
