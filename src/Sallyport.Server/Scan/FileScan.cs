using System.Buffers;
using Sallyport.Detection;
using Sallyport.Detection.Streaming;

namespace Sallyport.Server.Scan;

/// <summary>Scans files of any size in bounded memory, through the streaming path.</summary>
/// <remarks>Folders are walked without the folders that hold no sources of one's own; files with a zero byte at the front are taken for binaries.</remarks>
internal sealed class FileScan(DetectorSet detectors, Confidence least, FindingReport report, TextWriter errors)
{
    private const int FrontBytes = 8_192, PieceChars = 65_536;
    private static readonly string[] Skipped = [".git", ".hg", ".svn", "node_modules", "bin", "obj", "__pycache__", ".venv"];
    private int _files, _findings;
    private bool _unreadable;

    /// <summary>Scans all inputs; <c>-</c> is standard input.</summary>
    /// <param name="chunk">Chars in each piece; 0 for a size of our choice.</param>
    public async Task<int> RunAsync(IEnumerable<string> inputs, int chunk, bool failOnFinding, CancellationToken cancellation)
    {
        foreach (var input in inputs)
        {
            if (input == "-") await ScanAsync("-", Console.OpenStandardInput(), chunk, cancellation);
            else if (File.Exists(input)) await ScanFileAsync(input, chunk, cancellation);
            else if (Directory.Exists(input))
            {
                foreach (var file in Walk(input)) await ScanFileAsync(file, chunk, cancellation);
            }
            else
            {
                await errors.WriteLineAsync($"{input}: no such file or folder");
                _unreadable = true;
            }
        }

        report.Complete(_files, _findings);
        return _unreadable || (failOnFinding && _findings > 0) ? ExitCodes.Problems : ExitCodes.Ok;
    }

    private static IEnumerable<string> Walk(string folder)
    {
        var options = new EnumerationOptions { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        foreach (var file in Directory.EnumerateFiles(folder, "*", options).Order(StringComparer.Ordinal)) yield return file;
        foreach (var child in Directory.EnumerateDirectories(folder, "*", options).Order(StringComparer.Ordinal))
        {
            if (Skipped.Contains(Path.GetFileName(child))) continue;
            foreach (var file in Walk(child)) yield return file;
        }
    }

    private async Task ScanFileAsync(string file, int chunk, CancellationToken cancellation)
    {
        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (await IsBinaryAsync(stream, cancellation)) return;
            await ScanAsync(file, stream, chunk, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync($"{file}: {e.Message}");
            _unreadable = true;
        }
    }

    private static async Task<bool> IsBinaryAsync(FileStream stream, CancellationToken cancellation)
    {
        var front = ArrayPool<byte>.Shared.Rent(FrontBytes);
        try
        {
            var length = await stream.ReadAtLeastAsync(front.AsMemory(0, FrontBytes), FrontBytes, throwOnEndOfStream: false, cancellation);
            stream.Position = 0;
            return front.AsSpan(0, length).Contains((byte)0) && !(length >= 2 && (front[0], front[1]) is (0xFF, 0xFE) or (0xFE, 0xFF));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(front);
        }
    }

    private async Task ScanAsync(string name, Stream stream, int chunk, CancellationToken cancellation)
    {
        _files++;
        var lines = new LineIndex();
        var scanner = new StreamScanner(detectors);
        using var reader = new StreamReader(stream);
        var piece = new char[chunk > 0 ? chunk : PieceChars];
        for (int read; (read = await reader.ReadAsync(piece, cancellation)) > 0;)
        {
            lines.Append(piece.AsSpan(0, read));
            scanner.Append(piece.AsSpan(0, read));
            Report(name, scanner, lines);
        }

        scanner.Complete();
        Report(name, scanner, lines);
    }

    private void Report(string name, StreamScanner scanner, LineIndex lines)
    {
        while (scanner.TryNext(out var finding))
        {
            if (finding.Confidence < least) continue;
            _findings++;
            var detector = detectors.Detectors[finding.Detector];
            var (line, column) = lines.Of(finding.Start);
            var (endLine, endColumn) = lines.Of(finding.End);
            report.Add(new Place(name, line, column, endLine, endColumn), detector, detector.Kinds.Count > finding.Kind ? detector.Kinds[finding.Kind] : detector.Id, finding.Confidence);
        }
    }
}
