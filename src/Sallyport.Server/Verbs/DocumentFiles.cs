using System.Text;

namespace Sallyport.Server.Verbs;

/// <summary>Text files below some paths. Left out: binary files, larger ones than 8 MiB, hidden files and folders, links, and folders of other people's code.</summary>
internal static class DocumentFiles
{
    private const int MaxBytes = 8 * 1024 * 1024;
    private static readonly string[] NotOurs = ["node_modules", "bin", "obj"];

    /// <summary>Each file's path and text, in the order of their names. A path given by name is taken even if it is hidden.</summary>
    public static IEnumerable<(string Path, string? Text)> Read(IEnumerable<string> paths) => paths.SelectMany(p => File.Exists(p) ? [p] : Below(p)).Select(p => (p, TextOf(p)));

    private static IEnumerable<string> Below(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            if (entry.Name[0] == '.' || entry.LinkTarget is not null) continue;
            var path = Path.Combine(folder, entry.Name);
            if (entry is FileInfo) yield return path;
            else if (!NotOurs.Contains(entry.Name, StringComparer.Ordinal))
                foreach (var inner in Below(path)) yield return inner;
        }
    }

    private static string? TextOf(string path)
    {
        try
        {
            if (new FileInfo(path).Length is 0 or > MaxBytes) return null;
            var bytes = File.ReadAllBytes(path);
            if (bytes.AsSpan().StartsWith(Encoding.Unicode.Preamble)) return Encoding.Unicode.GetString(bytes.AsSpan(2));
            if (bytes.AsSpan().StartsWith(Encoding.BigEndianUnicode.Preamble)) return Encoding.BigEndianUnicode.GetString(bytes.AsSpan(2));
            if (bytes.AsSpan().Contains((byte)0)) return null;

            // Text in an old single-byte encoding is read as Latin-1: wrong letters, but the same ones for a copy out of the same file.
            return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
