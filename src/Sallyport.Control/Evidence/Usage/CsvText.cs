namespace Sallyport.Control.Evidence.Usage;

/// <summary>Fields of comma-separated values (RFC 4180).</summary>
public static class CsvText
{
    /// <summary>A field, quoted where it must be. A leading sign of a formula gets an apostrophe: spreadsheets run what begins with one, and names of models come from clients.</summary>
    public static string Quoted(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' && !IsNumber(text)) text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    /// <summary>Reads lines of fields. Quotes may hold commas, doubled quotes and line ends.</summary>
    public static IEnumerable<IReadOnlyList<string>> Read(string text)
    {
        var (row, field, quoted) = (new List<string>(), new System.Text.StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append('"');
                i++;
            }
            else if (c == '"') quoted = !quoted;
            else if (quoted || c is not (',' or '\n' or '\r')) field.Append(c);
            else if (c != '\r')
            {
                row.Add(field.ToString());
                field.Clear();
                if (c == ',') continue;
                if (row.Count > 1 || row[0].Length > 0) yield return row;
                row = [];
            }
        }

        row.Add(field.ToString());
        if (row.Count > 1 || row[0].Length > 0) yield return row;
    }

    private static bool IsNumber(string text) => decimal.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out _);
}
