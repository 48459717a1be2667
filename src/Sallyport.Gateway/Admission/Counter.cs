namespace Sallyport.Gateway.Admission;

/// <summary>A limit as it applies to one holder of its scope.</summary>
/// <param name="Rule">The limit.</param>
/// <param name="Holder">Id of the key, team …; a keyed pseudonym where it would name a person; empty for <see cref="LimitScope.Global"/>.</param>
public readonly record struct Counter(LimitRule Rule, string Holder)
{
    /// <summary>As the record names it: <c>rule#holder</c>, or <c>rule</c> alone.</summary>
    public string Id => Holder.Length == 0 ? Rule.Id : Rule.Id + "#" + Holder;
}
