namespace Sallyport.Control.Governance;

/// <summary>Which records must stay. At least one of key, subject, from and to; all given ones must fit a leaf.</summary>
/// <param name="KeyId">Public id of a virtual key.</param>
/// <param name="Subject">Name or reference of a data subject.</param>
/// <param name="Reason">Goes into the record, so it names no person.</param>
public sealed record NewHold(string? KeyId, string? Subject, DateTimeOffset? From, DateTimeOffset? To, string? Reason);
