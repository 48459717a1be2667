namespace Sallyport.Gateway.Audit.Export;

/// <summary>Takes records in the form they travel in.</summary>
internal interface IExportSink : IAsyncDisposable
{
    /// <summary>Returns once the receiver has said that it keeps all of them, or, where the protocol has no such word, once they are sent.</summary>
    /// <exception cref="ExportFaultException">It did not take them, or not all of them.</exception>
    ValueTask WriteAsync(IReadOnlyList<ExportRecord> records, CancellationToken cancellation);

    /// <summary>As in <see cref="IExporter.Settled"/>.</summary>
    long Settled(long next) => next;
}
