using System.Globalization;
using System.Text.Json;

namespace Sallyport.Control.Governance;

/// <summary>One thing that needs two people, with every parameter: the same thing always has the same text.</summary>
/// <param name="Action">What.</param>
/// <param name="Parameters">One line of JSON.</param>
public sealed record ApprovalRequest(string Action, string Parameters)
{
    /// <summary>Taking away the bodies of leaves from before a time.</summary>
    public static ApprovalRequest Prune(DateTimeOffset before) => new("audit.prune", Text([("before", Time(before))]));

    /// <summary>Ending a hold.</summary>
    public static ApprovalRequest LiftHold(string id) => new("hold.lift", Text([("hold", id)]));

    /// <summary>Reads what was asked for over the API.</summary>
    /// <returns>The request, or null if <paramref name="errors"/> says what is wrong.</returns>
    internal static ApprovalRequest? Of(NewApproval input, List<string> errors)
    {
        switch (input.Action)
        {
            case "audit.prune" when input.Before is { } before && input.Hold is null:
                return Prune(before);
            case "hold.lift" when input.Hold is { Length: > 0 } hold && input.Before is null:
                return LiftHold(hold);
            case "audit.prune":
                errors.Add("before: must be a time, and the only parameter of audit.prune.");
                return null;
            case "hold.lift":
                errors.Add("hold: must be the id of a hold, and the only parameter of hold.lift.");
                return null;
            default:
                errors.Add("action: must be audit.prune or hold.lift.");
                return null;
        }
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static string Text(IEnumerable<(string Name, string Value)> members) => JsonSerializer.Serialize(members.ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal));
}
