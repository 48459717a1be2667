namespace Sallyport.Detection.Identifiers;

/// <summary>When an identifier is a finding although no word says what it is.</summary>
internal enum Unlabelled
{
    /// <summary>Never: its form is too common.</summary>
    Never = 0,

    /// <summary>Only as people write it, with every separator of its form.</summary>
    Written = 1,

    /// <summary>Always: form and check digits are rare enough.</summary>
    Always = 2,
}
