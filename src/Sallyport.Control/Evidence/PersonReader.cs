using Sallyport.Gateway.Audit;

namespace Sallyport.Control.Evidence;

/// <summary>Opens the persons of leaves, as long as their subjects are not erased.</summary>
public sealed class PersonReader(ISubjectVault vault, ILedgerStore ledger)
{
    /// <summary>What stands for a person whose key was destroyed.</summary>
    public const string Erased = "[erased]";

    /// <returns>By sequence number; leaves that say nothing personal are not among them.</returns>
    /// <exception cref="Gateway.Authentication.StoreUnavailableException">The vault gave no answer.</exception>
    public async ValueTask<IReadOnlyDictionary<long, PersonView>> OpenAsync(IReadOnlyList<StoredLeaf> leaves, CancellationToken cancellation)
    {
        var keys = new Dictionary<string, SubjectKey?>(StringComparer.Ordinal);
        var persons = new Dictionary<long, PersonView>();
        foreach (var leaf in leaves.Select(l => l.Read()))
        {
            if (leaf.SealedPerson.IsEmpty || leaf.Subject is not { } reference) continue;
            if (!keys.TryGetValue(reference, out var key)) keys[reference] = key = await vault.FindAsync(reference, cancellation);
            persons[leaf.Sequence] = key is null ? new PersonView(Erased, Erased)
                : leaf.Person(ledger.Origin, key) is { } person ? new PersonView(person.User, person.ClientAddress)
                : new PersonView(null, null); // changed after it was sealed: verify the log
        }

        return persons;
    }
}
