using System.Text.Json;
using Sallyport.Control;
using Sallyport.Control.Evidence;
using Sallyport.Gateway.Audit;
using static Sallyport.Server.Verbs.DataVerb;

namespace Sallyport.Server.Verbs;

/// <summary>Shows the persons of leaves after the leaves themselves, one line each, and records that first.</summary>
internal static class PersonalReads
{
    private static readonly JsonSerializerOptions Lines = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <returns>What forbids it; null if the persons were shown.</returns>
    public static async Task<Problem?> WriteAsync(Session session, AuditReads reads, AuditQuery query, IReadOnlyList<StoredLeaf> leaves, CancellationToken cancellation)
    {
        if (await reads.RecordAsync("audit.personal_read", query, Actor, cancellation) is { } unrecorded) return unrecorded;
        var persons = await new PersonReader(session.Data.Subjects, session.Data.Ledger).OpenAsync(leaves, cancellation);
        foreach (var (sequence, person) in persons.OrderBy(p => p.Key))
            await session.Output.WriteLineAsync(JsonSerializer.Serialize(new { Sequence = sequence, person.User, person.ClientAddress }, Lines)); // escaped: a name must not steer the terminal
        return null;
    }
}
