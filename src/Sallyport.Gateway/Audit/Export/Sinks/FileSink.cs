using System.Globalization;

namespace Sallyport.Gateway.Audit.Export.Sinks;

/// <summary>Files of one record a line. A new file begins with each start, each day in UTC and each time the size is reached; an old one is never touched again.</summary>
/// <remarks>Names sort in order of time and say the first record: <c>audit-2026-03-01-000000000123.ndjson</c>. A file is synced before the cursor moves.</remarks>
internal sealed class FileSink(FileTarget target, TimeProvider time) : IExportSink
{
    private static readonly byte[] LineEnd = [(byte)'\n'];

    private FileStream? _file;
    private string _day = "";

    public ValueTask WriteAsync(IReadOnlyList<ExportRecord> records, CancellationToken cancellation)
    {
        try
        {
            Roll(records[0].Sequence);
            foreach (var record in records)
            {
                cancellation.ThrowIfCancellationRequested();
                if (_file!.Position >= target.MaxFileBytes) Begin(record.Sequence);
                _file.Write(record.Text.Span);
                _file.Write(LineEnd);
            }

            _file!.Flush(flushToDisk: true);
            return ValueTask.CompletedTask;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ExportFaultException("access_denied", null, e);
        }
    }

    public ValueTask DisposeAsync()
    {
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // what could not be flushed is handed over again: the cursor has not moved
        }

        _file = null;
        return ValueTask.CompletedTask;
    }

    private void Roll(long first)
    {
        var today = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (_file is not null && _day == today && _file.Position < target.MaxFileBytes) return;
        _day = today;
        Begin(first);
    }

    private void Begin(long first)
    {
        _file?.Flush(flushToDisk: true);
        _file?.Dispose();
        _file = null;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(target.Folder);
        else Directory.CreateDirectory(target.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var name = string.Create(CultureInfo.InvariantCulture, $"audit-{_day}-{first:D12}");
        for (var again = 0; _file is null; again++)
        {
            // After a fault or a crash the same record comes again: into a file of its own, because the old one may end in half a line.
            var path = Path.Combine(target.Folder, again == 0 ? name + ".ndjson" : string.Create(CultureInfo.InvariantCulture, $"{name}.{again}.ndjson"));
            if (!File.Exists(path)) _file = new FileStream(path, NewFile());
        }
    }

    private static FileStreamOptions NewFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 64 * 1024 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }
}
