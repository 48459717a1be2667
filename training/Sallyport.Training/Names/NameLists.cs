namespace Sallyport.Training.Names;

/// <summary>The gazetteers and our own word lists.</summary>
internal sealed class NameLists
{
    public NameLists(string data)
    {
        Given = Table(data, "given_names.tsv");
        Surnames = Table(data, "surnames.tsv");
        Towns = [.. File.ReadLines(Path.Combine(data, "pii", "gazetteer", "places.tsv")).Select(l => l.Split('\t')).Select(p => (p[0], p[1], int.Parse(p[2])))];
        Regions = [.. Lines(data, "regions.txt").SelectMany(l => l.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        Templates = [.. Lines(data, "templates.txt").Select(l => (l[..2], l[3..].Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal).Replace("\\|", "|", StringComparison.Ordinal)))];
        Plain = Words(data, "plain.txt");
        Links = Words(data, "links.txt");
        Honorifics = Words(data, "honorifics.txt");
        CompanyForms = Words(data, "company_forms.txt");
        OrganizationWords = Words(data, "organization_words.txt");
        Organizations = Words(data, "organizations.txt");
        Nationalities = Words(data, "nationalities.txt");
    }

    public (string Name, string Locale)[] Given { get; }

    public (string Name, string Locale)[] Surnames { get; }

    public (string Name, string Country, int People)[] Towns { get; }

    public string[] Regions { get; }

    public (string Language, string Text)[] Templates { get; }

    public string[] Plain { get; }

    public string[] Links { get; }

    public string[] Honorifics { get; }

    public string[] CompanyForms { get; }

    public string[] OrganizationWords { get; }

    /// <summary>Single words that organizations are known by.</summary>
    public string[] Organizations { get; }

    /// <summary>With a star behind those that are everyday words too.</summary>
    public string[] Nationalities { get; }

    private static (string, string)[] Table(string data, string file) =>
        [.. File.ReadLines(Path.Combine(data, "pii", "gazetteer", file)).Select(l => l.Split('\t')).Where(p => p.Length == 2).Select(p => (p[0], p[1]))];

    private static IEnumerable<string> Lines(string data, string file) =>
        File.ReadLines(Path.Combine(data, "names", file)).Where(l => l.Length > 0 && !l.StartsWith('#'));

    private static string[] Words(string data, string file) =>
        [.. Lines(data, file).SelectMany(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal)];
}
