namespace Sallyport.Control.Governance;

/// <summary>Whom to erase.</summary>
/// <param name="Subject">Name or reference of a data subject.</param>
public sealed record ErasureInput(string? Subject);
