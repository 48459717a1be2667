namespace Sallyport.Gateway.Audit.Export;

/// <summary>Hands over what the log holds from a cursor on. One loop uses it at a time; after a fault it is thrown away and opened anew.</summary>
internal interface IExporter : IAsyncDisposable
{
    /// <summary>Hands over what comes next, as much as one go takes.</summary>
    /// <returns>The new cursor; <paramref name="from"/> itself if there is nothing to do now.</returns>
    /// <exception cref="ExportFaultException">The receiver did not take it. All of it will be handed over again.</exception>
    ValueTask<long> AdvanceAsync(long from, CancellationToken cancellation);

    /// <summary>The cursor that may be stored once <see cref="AdvanceAsync"/> gave <paramref name="next"/>: smaller where the receiver says nothing and time must tell.</summary>
    long Settled(long next) => next;
}
