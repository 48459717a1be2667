namespace Sallyport.Storage.Ledger;

/// <summary>What the guard of the log needs of its engine. By itself nothing: a server elsewhere watches its own disks.</summary>
internal interface IWatchedLog
{
    /// <summary>Leaves that the second device lacks; null without one.</summary>
    long? MirrorLag => null;

    /// <summary>Compares the files with what this process wrote: which files they are, and how they end.</summary>
    /// <returns>One word if they differ: "file_deleted", "file_replaced", "read_only", "rewound", "changed", "mirror_deleted" …; null if they agree or cannot be read now.</returns>
    string? Inspect() => null;

    /// <summary>Writes something small that is no leaf, to see whether the database takes it.</summary>
    /// <exception cref="Gateway.Authentication.StoreUnavailableException">It does not.</exception>
    ValueTask ProbeAsync(CancellationToken cancellation) => default;

    /// <summary>Gives space back to the file system where that is possible at once.</summary>
    void Shrink()
    {
    }

    /// <summary>Whether leaves go to the database; where not, the second device takes them alone.</summary>
    void UseDatabase(bool use)
    {
    }
}
