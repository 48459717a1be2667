namespace Sallyport.Gateway.Audit;

/// <summary>Somebody of whom the record holds sealed fields.</summary>
/// <param name="Name">As <see cref="Subjects"/> makes it. Kept beside the log only, and gone once the subject is erased.</param>
/// <param name="Reference">All that leaves say of the subject.</param>
/// <param name="CreatedAt">When the subject's key was made.</param>
public sealed record DataSubject(string Name, string Reference, DateTimeOffset CreatedAt);
