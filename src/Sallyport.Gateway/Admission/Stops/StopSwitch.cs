using Sallyport.Gateway.Authentication;

namespace Sallyport.Gateway.Admission.Stops;

/// <summary>A switch that is set: exchanges of its holder are refused, but for a share on the way back.</summary>
/// <param name="Holder">Named as limits name holders: "ORGANIZATION/TEAM", a key's public id, a keyed pseudonym of a user, a model, an upstream; empty for everything. What is long or not plain ASCII is named by its digest (<see cref="Counter.NameOf"/>).</param>
/// <param name="Reason">One of <see cref="StopReasons"/>. Clients are told it.</param>
/// <param name="Contact">Whom a refused client is told to ask.</param>
/// <param name="Share">Percent of exchanges that pass, 0 to 99: 0 stops all of them; 100 is no switch.</param>
/// <param name="SetBy">Administrator, or "system" if a budget set it.</param>
public sealed record StopSwitch(StopScope Scope, string Holder, string Reason, string Contact, int Share, string SetBy, DateTimeOffset SetAt)
{
    /// <summary>As people name it, and as the record does: "everything", "key:K7…", "team:acme/research".</summary>
    public string Id => IdOf(Scope, Holder);

    public static string IdOf(StopScope scope, string holder) => scope is StopScope.Everything ? "everything" : EnumWords.Of(scope) + ":" + holder;
}
