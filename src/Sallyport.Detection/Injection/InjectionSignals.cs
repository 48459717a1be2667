namespace Sallyport.Detection.Injection;

/// <summary>What spoke against a text. Holds nothing of the text, so it is safe to log.</summary>
[Flags]
public enum InjectionSignals : ushort
{
    None = 0,

    /// <summary>The trained classifier alone finds the text suspicious.</summary>
    Classifier = 1,

    /// <summary>Tells the model to set its instructions aside.</summary>
    Override = 2,

    /// <summary>Asks for the hidden instructions or what they protect.</summary>
    PromptExtraction = 4,

    /// <summary>Gives the model another identity, without the rules of the first.</summary>
    RolePlay = 8,

    /// <summary>The wording was disguised: look-alike letters, leetspeak, an encoding. Says nothing about harm by itself.</summary>
    Obfuscated = 16,

    /// <summary>Characters that nobody sees: tags, zero-width, direction controls.</summary>
    HiddenText = 32,

    /// <summary>Wants data sent somewhere.</summary>
    Exfiltration = 64,

    /// <summary>Imitates the marks that separate roles and turns.</summary>
    FakeTurn = 128,

    /// <summary>Speaks to the model from within a document.</summary>
    AddressesModel = 256,

    /// <summary>Forbids refusals, warnings or telling the user.</summary>
    RefusalSuppression = 512,
}
