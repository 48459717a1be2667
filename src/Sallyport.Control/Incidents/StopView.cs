using Sallyport.Gateway.Admission.Stops;

namespace Sallyport.Control.Incidents;

/// <summary>A switch as shown.</summary>
/// <param name="Target">Users appear under a pseudonym; it can be given back to lift the switch.</param>
/// <param name="Share">Percent of exchanges that pass.</param>
public sealed record StopView(string Target, string Reason, string Contact, int Share, string SetBy, DateTimeOffset SetAt)
{
    public static StopView Of(StopSwitch s) => new(s.Id, s.Reason, s.Contact, s.Share, s.SetBy, s.SetAt);
}
