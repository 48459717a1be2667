using System.Buffers;

namespace Sallyport.Detection.ContentClasses;

/// <summary>How much the lines of a text look like program text.</summary>
internal static class CodeShape
{
    private const int LongLine = 240;

    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n");
    private static readonly bool[] IsSymbol = [.. Enumerable.Range(0, 128).Select(c => "{}[]()<>;=+*/&|!#$\\_".Contains((char)c, StringComparison.Ordinal))];

    /// <summary>Share of lines, 0 to 1, that end or are built as statements are; a very long line counts by its symbols.</summary>
    public static float Of(ReadOnlySpan<char> text)
    {
        float lines = 0, code = 0;
        while (!text.IsEmpty)
        {
            var end = text.IndexOfAny(LineEnds);
            var line = (end < 0 ? text : text[..end]).Trim();
            text = end < 0 ? [] : text[(end + 1)..];
            if (line.Length < 2 && !line.SequenceEqual("}") && !line.SequenceEqual("{")) continue;

            // A paragraph on one line is as much text as several lines of a program.
            var weight = 1 + (line.Length / 200f);
            lines += weight;
            code += weight * Likeness(line);
        }

        // A lone line is little to go by.
        return lines == 0 ? 0 : code / (lines + 0.7f);
    }

    private static float Likeness(ReadOnlySpan<char> line)
    {
        var last = line[^1];
        var symbols = 0;
        foreach (var c in line)
        {
            if (c < IsSymbol.Length && IsSymbol[c]) symbols++;
        }

        var density = (float)symbols / line.Length;
        if (line.Length > LongLine) return density > 0.09f ? 0.9f : 0; // minified, or a paragraph
        if (line.Length == 1) return 0.5f; // a brace of its own: JSON has them too
        if (line[0] is '"' or '\'' || (line[0] is '-' or '*' && line[1] == ' ')) return last is ';' or '{' ? 0.6f : 0.05f; // data, or an item of a list
        if (last == ';') return density > 0.02f ? 1 : 0.2f;
        if (last is '{') return 1;
        if (line.StartsWith("//") || line.StartsWith("/*") || line.StartsWith("#include") || line.StartsWith("#!")) return 0.8f;
        if (last == ':' && (line.Contains('(') || IsPythonHead(line))) return 0.9f;
        if (last is ')' or ',' or '}' or ']' && line.Contains('(') && density > 0.05f) return 0.8f;
        if (line.Contains(" = ", StringComparison.Ordinal) || line.Contains(":=", StringComparison.Ordinal) || line.Contains("=>", StringComparison.Ordinal) || line.Contains("->", StringComparison.Ordinal)) return 0.8f;
        if (line.StartsWith("import ") || line.StartsWith("from ") && line.Contains(" import ", StringComparison.Ordinal) || line.StartsWith("return ") && line.Length < 80 || line.StartsWith("using ") || line.StartsWith("package ")) return 0.6f;
        if ((line.StartsWith("for ") && line.Contains(';')) || line is "fi" or "done" or "end" or "esac" || line.StartsWith("echo ") || line.StartsWith("set -") || line.StartsWith("export ")) return 0.7f;
        if (line.StartsWith("</") || (line[0] == '<' && last == '>')) return 0.6f;
        return density > 0.12f ? 0.6f : density > 0.07f ? 0.25f : 0;
    }

    private static bool IsPythonHead(ReadOnlySpan<char> line) =>
        line.StartsWith("if ") || line.StartsWith("for ") || line.StartsWith("while ") || line.StartsWith("with ") || line.StartsWith("class ") || line.StartsWith("elif ") || line.SequenceEqual("else:") || line.SequenceEqual("try:") || line.StartsWith("except");
}
