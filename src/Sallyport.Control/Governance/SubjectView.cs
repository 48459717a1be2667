using Sallyport.Gateway.Audit;

namespace Sallyport.Control.Governance;

/// <summary>A data subject as the admin API shows it.</summary>
/// <param name="Reference">All that the record says of the subject.</param>
/// <param name="Keys">Public ids of the virtual keys that carry the person's name; in a list, left out.</param>
public sealed record SubjectView(string Name, string Reference, DateTimeOffset CreatedAt, IReadOnlyList<string>? Keys)
{
    public static SubjectView Of(DataSubject subject, IReadOnlyList<string>? keys = null) => new(subject.Name, subject.Reference, subject.CreatedAt, keys);
}
