using System.Text;
using Sallyport.Detection.Names;

namespace Sallyport.Training.Names;

/// <summary>Fills the holes of templates with names of one country at a time.</summary>
internal sealed class Filler
{
    private static readonly Dictionary<string, string[]> s_locales = new(StringComparer.Ordinal)
    {
        ["de"] = ["de", "de_AT", "de_CH"], ["fr"] = ["fr", "fr_BE", "fr_CH", "fr_SN"], ["es"] = ["es", "es_MX"], ["pt"] = ["pt_PT", "pt_BR"], ["nl"] = ["nl", "nl_BE"], ["da"] = ["da"], ["sv"] = ["sv"], ["it"] = ["it"], ["pl"] = ["pl"],
        ["en"] = ["en", "en", "en", "en", "en_IN", "en_NG", "en_ZA", "en_GH", "en_AU", "de", "fr", "es", "es_MX", "pt_BR", "nl", "da", "sv", "it", "pl", "tr", "vi", "cs_CZ", "id_ID", "ro", "fi", "hu", "nb_NO", "hr", "yo_NG", "zu_ZA"],
    };

    private static readonly Dictionary<string, string[]> s_countries = new(StringComparer.Ordinal)
    {
        ["de"] = ["DE"], ["de_AT"] = ["AT"], ["de_CH"] = ["CH"], ["fr"] = ["FR"], ["fr_BE"] = ["BE"], ["fr_CH"] = ["CH"], ["fr_SN"] = ["SN"], ["es"] = ["ES"], ["es_MX"] = ["MX", "CO", "AR", "PE", "CL"], ["pt_PT"] = ["PT"], ["pt_BR"] = ["BR"],
        ["nl"] = ["NL"], ["nl_BE"] = ["BE"], ["da"] = ["DK"], ["sv"] = ["SE"], ["it"] = ["IT"], ["pl"] = ["PL"], ["en"] = ["US", "US", "US", "GB", "CA", "IE"], ["en_IN"] = ["IN"], ["en_NG"] = ["NG"], ["en_ZA"] = ["ZA"], ["en_GH"] = ["GH"],
        ["en_AU"] = ["AU", "NZ"], ["tr"] = ["TR"], ["vi"] = ["VN"], ["cs_CZ"] = ["CZ"], ["id_ID"] = ["ID"], ["ro"] = ["RO"], ["fi"] = ["FI"], ["hu"] = ["HU"], ["nb_NO"] = ["NO"], ["hr"] = ["HR"], ["yo_NG"] = ["NG"], ["zu_ZA"] = ["ZA"],
    };

    private static readonly string[] s_forms = ["Inc", "Inc.", "Ltd", "Ltd.", "LLC", "Corp", "Corp.", "Corporation", "Group", "Holdings", "GmbH", "AG", "SE", "SA", "S.A.", "SARL", "BV", "NV", "AB", "A/S", "ApS", "Oy", "plc", "PLC", "& Co", "& Co. KG", "SpA", "S.r.l.", "Ltda", "Partners", "Associates", "Company"];
    private static readonly string[] s_trades = ["Consulting", "Solutions", "Systems", "Technologies", "Industries", "Logistics", "Pharma", "Energy", "Foods", "Motors", "Airlines", "Insurance", "Capital", "Ventures", "Software", "Media", "Legal", "Analytics", "Robotics", "Health", "Labs", "Bank", "Security", "Telecom", "Engineering", "Construction", "Networks", "Biotech"];
    private static readonly string[] s_before = ["University of ", "Bank of ", "Museum of ", "City of ", "First Bank of ", "Universität ", "Sparkasse ", "Stadtwerke ", "Klinikum ", "Amtsgericht ", "Université de ", "Hôpital de ", "Mairie de ", "Universidad de ", "Ayuntamiento de ", "Universidade de ", "Universiteit ", "Gemeente ", "Banco de ", "FC ", "Radio "];
    private static readonly string[] s_after = [" University", " General Hospital", " City Council", " Police Department", " High School", " Credit Union", " Medical Center", " Times", " Airport Authority", " Chamber of Commerce", " United", " Airlines", " Savings Bank", " Museum of Art", " Symphony Orchestra", " Dental Clinic", " Elementary School"];
    private static readonly string[] s_known = ["Microsoft", "Google", "Amazon", "Siemens", "BMW", "Volkswagen", "Deutsche Bank", "Airbus", "Renault", "Philips", "Shell", "Unilever", "Novo Nordisk", "Maersk", "IKEA", "Volvo", "Ericsson", "Santander", "Telefónica", "Petrobras", "Toyota", "Samsung", "Sony", "IBM", "Intel", "Oracle", "Pfizer", "Novartis", "Nestlé", "UBS", "HSBC", "Barclays", "Goldman Sachs", "JPMorgan Chase", "Walmart", "Tesla", "Netflix", "Facebook", "Apple", "NATO", "UNICEF", "WHO", "FBI", "BBC", "CNN", "Reuters", "Allianz", "Bosch", "SAP", "Lufthansa", "Ryanair", "Vodafone", "Orange", "Carrefour", "L'Oréal", "Danone", "Bayer", "BASF", "Infosys", "Tata", "Red Cross", "Greenpeace", "Amnesty International", "McDonald's", "Starbucks", "Nike", "Adidas", "Zalando", "Spotify", "Uber", "Airbnb"];
    private static readonly string[] s_streets = ["Street", "Street", "Road", "Avenue", "Lane", "Drive", "St", "Ave", "Rd", "Court", "Way", "Boulevard", "Close", "Place", "Crescent"];
    private static readonly string[] s_rareStreets = ["Alley", "Bend", "Bypass", "Causeway", "Circle", "Cliff", "Common", "Cove", "Creek", "Crossing", "Dale", "Estate", "Expressway", "Falls", "Ferry", "Flats", "Forge", "Fork", "Garden", "Gardens", "Glen", "Green", "Grove", "Harbor", "Heights", "Highway", "Hill", "Hills", "Hollow", "Island", "Isle", "Junction", "Key", "Knoll", "Lake", "Landing", "Lodge", "Loop", "Manor", "Meadow", "Mews", "Mill", "Mission", "Mountain", "Orchard", "Park", "Parkway", "Pass", "Path", "Pike", "Pine", "Plaza", "Point", "Port", "Prairie", "Ranch", "Ridge", "River", "Route", "Row", "Run", "Shore", "Spring", "Square", "Station", "Stream", "Summit", "Terrace", "Trace", "Track", "Trail", "Turnpike", "Union", "Valley", "View", "Village", "Ville", "Vista", "Walk", "Wall", "Wells"];
    private static readonly string[] s_things = ["invoice", "password", "contract", "report", "printer", "account", "order", "laptop", "subscription", "dashboard", "meeting", "ticket", "refund", "server", "database", "project plan", "quarterly review", "Release Notes", "API Key", "Python script", "Kubernetes cluster", "Docker image", "Excel sheet", "Word document", "iPhone", "Windows update", "Git branch", "Project Falcon", "Pull Request", "Data Pipeline", "Service Desk", "Customer Portal", "Redis cache", "JSON file", "Outlook calendar", "Android app"];
    private static readonly string[] s_syllables = ["ba", "cor", "dra", "el", "fen", "gal", "hal", "in", "jor", "kel", "lum", "mar", "nor", "om", "pal", "quil", "ran", "sol", "tan", "ul", "ver", "wex", "xan", "yor", "zen", "tri", "vi", "data", "med", "tech", "eco", "agri", "info", "nova", "star", "blue"];
    private static readonly string[] s_endings = ["ix", "on", "ia", "is", "ex", "um", "tech", "soft", "net", "gen", "tec", "ware", "cor", "ly", "io", "os", "ara", "ent", "vid", "point", "works", "bridge", "field", "stone"];
    private static readonly Dictionary<string, string[]> s_titles = new(StringComparer.Ordinal)
    {
        ["en"] = ["Mr.", "Mrs.", "Ms.", "Miss", "Dr.", "Prof.", "Mr", "Mrs", "Ms", "Dr", "Professor", "Sir", "Rev."], ["de"] = ["Herr", "Frau", "Herr Dr.", "Frau Prof. Dr.", "Dr."], ["fr"] = ["M.", "Mme", "Mlle", "Monsieur", "Madame", "Dr"], ["es"] = ["Sr.", "Sra.", "Don", "Doña", "Dr.", "Dra.", "señor", "señora"],
        ["pt"] = ["Sr.", "Sra.", "Dr.", "Dra.", "Senhor", "Senhora"], ["nl"] = ["Dhr.", "Mevr.", "meneer", "mevrouw", "dr."], ["it"] = ["Sig.", "Sig.ra", "Dott.", "Signor", "Signora"], ["da"] = ["Hr.", "Fru"], ["sv"] = ["Herr", "Fru"], ["pl"] = ["Pan", "Pani"],
    };

    private static readonly string[] s_nationalities = ["German", "French", "Spanish", "Dutch", "Italian", "Indian", "Brazilian", "Mexican", "Polish", "Turkish", "Swedish", "Nigerian", "Chinese", "Canadian"];
    private readonly NameLists _lists;
    private readonly Chance _chance;
    private readonly Dictionary<string, string[]> _given;
    private readonly Dictionary<string, string[]> _surnames;
    private readonly Dictionary<string, (string Name, int People)[]> _towns;
    private readonly StringBuilder _text = new();
    private readonly List<Span> _spans = [];

    public Filler(NameLists lists, Chance chance)
    {
        _lists = lists;
        _chance = chance;
        _given = lists.Given.GroupBy(g => g.Locale, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(n => n.Name).ToArray(), StringComparer.Ordinal);
        _surnames = lists.Surnames.GroupBy(g => g.Locale, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(n => n.Name).ToArray(), StringComparer.Ordinal);
        _towns = lists.Towns.GroupBy(t => t.Country, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(t => (t.Name, t.People)).ToArray(), StringComparer.Ordinal);
    }

    public IEnumerable<LabelledText> Fill(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var template = (int)(i % _lists.Templates.Length);
            var (language, text) = _lists.Templates[template];
            yield return Fill(language, text, (uint)(LabelledText.GroupOf("template " + template) / 10 * 10) + 1 + (uint)(i % 2));
        }
    }

    private LabelledText Fill(string language, string template, uint group)
    {
        _text.Clear();
        _spans.Clear();
        var locale = _chance.Of(s_locales[language]);
        for (var i = 0; i < template.Length;)
        {
            var end = template[i] == '{' ? template.IndexOf('}', i) : -1;
            if (end > 0 && end - i <= 7 && !template.AsSpan(i, end - i).Contains('"') && Hole(template[(i + 1)..end], language, locale))
            {
                i = end + 1;
            }
            else
            {
                _text.Append(template[i++]);
            }
        }

        return new LabelledText("templates", group, _text.ToString(), [.. _spans], []);
    }

    private bool Hole(string hole, string language, string locale)
    {
        switch (hole)
        {
            case "per": Mark(NameTag.Person, Person(locale)); break;
            case "given": Mark(NameTag.Person, Given(locale)); break;
            case "sur": Mark(NameTag.Person, Surname(locale)); break;
            case "rev": Mark(NameTag.Person, Surname(locale) + ", " + Given(locale)); break;
            case "loc": Mark(NameTag.Location, _chance.OneIn(12) ? Invented() : language == "en" && _chance.OneIn(6) ? NewTown(locale) : _chance.OneIn(8) ? _chance.Of(_lists.Regions) : Town(locale)); break;
            case "reg": Mark(NameTag.Location, _chance.Of(_lists.Regions)); break;
            case "org": Mark(NameTag.Organization, Organization(locale)); break;
            case "street": Street(locale); break;
            case "num": _text.Append(_chance.Below(99_999)); break;
            case "date": Date(); break;
            case "mail": _text.Append(User(locale)).Append('@').Append(_chance.Of(["example.com", "gmail.com", "mail.net", "web.de", "corp.example", "orange.fr"])); break;
            case "phone": _text.Append(_chance.Of(["+1 202 555 01", "030 12345", "+33 6 12 34 56 ", "(415) 555-01", "06-123456"])).Append(_chance.Below(90) + 10); break;
            case "user": _text.Append(User(locale)); break;
            case "title": _text.Append(_chance.Of(s_titles[language])); break;
            case "nrp": _text.Append(_chance.Of(s_nationalities)); break;
            case "thing": _text.Append(_chance.Of(s_things)); break;
            default: return false;
        }

        return true;
    }

    private void Mark(byte tag, string name)
    {
        _spans.Add(new Span(_text.Length, _text.Length + name.Length, tag));
        _text.Append(name);
    }

    private string Person(string locale)
    {
        var given = Given(locale);
        if (_chance.OneIn(8)) given += " " + Given(locale);
        else if (_chance.OneIn(10)) given += " " + (char)('A' + _chance.Below(26)) + ".";
        else if (_chance.OneIn(40)) given = given[..1] + ".";
        var surname = Surname(locale);
        if (_chance.OneIn(12)) surname += (_chance.OneIn(2) ? "-" : " ") + Surname(locale);
        return given + " " + surname;
    }

    private string Given(string locale) => _given.TryGetValue(locale, out var names) && !_chance.OneIn(15) ? _chance.Of(names) : _chance.Of(_given["en"]);

    private string Surname(string locale) => _surnames.TryGetValue(locale, out var names) && !_chance.OneIn(15) ? _chance.Of(names) : _chance.Of(_surnames["en"]);

    private string Town(string locale)
    {
        var towns = _towns[_chance.Of(s_countries[locale])];

        // Large towns are written about more often.
        var (name, people) = _chance.Of(towns);
        for (var i = 0; i < 2 && people < 200_000; i++) (name, people) = _chance.Of(towns);
        return name;
    }

    private string Organization(string locale) => _chance.Below(14) switch
    {
        0 or 1 => Surname(locale) + " " + _chance.Of(s_forms),
        2 => Surname(locale) + " " + _chance.Of(["&", "and"]) + " " + _chance.Of([Surname(locale), "Sons", "Partners"]),
        3 => Surname(locale) + ", " + Surname(locale) + " and " + Surname(locale),
        4 => Surname(locale) + "-" + Surname(locale),
        5 => _chance.Of(s_before) + Town(locale),
        6 => Town(locale) + _chance.Of(s_after),
        7 or 8 => Invented() + " " + _chance.Of(s_forms),
        9 => Invented() + " " + _chance.Of(s_trades) + (_chance.OneIn(2) ? " " + _chance.Of(s_forms) : ""),
        10 => Surname(locale) + " " + _chance.Of(s_trades),
        11 => Invented(),
        _ => _chance.Of(s_known),
    };

    private string Invented()
    {
        var name = _chance.Of(s_syllables) + (_chance.OneIn(2) ? _chance.Of(s_syllables) : "") + _chance.Of(s_endings);
        return char.ToUpperInvariant(name[0]) + name[1..];
    }

    // Towns as made-up addresses name them: Lake Johnton, Port Mariahaven.
    private string NewTown(string locale)
    {
        var name = _chance.OneIn(2) ? Surname(locale) : Given(locale);
        return (_chance.OneIn(2) ? _chance.Of(["North ", "South ", "East ", "West ", "New ", "Lake ", "Port ", "Mount ", "Fort ", "Saint "]) : "")
            + (_chance.OneIn(4) ? name : name + _chance.Of(["ton", "ville", "land", "berg", "burgh", "borough", "bury", "view", "port", "mouth", "stad", "furt", "chester", "fort", "haven", "side", "shire", "town", "field", "ford"]));
    }

    // The name of the street counts as a place, its number does not.
    private void Street(string locale)
    {
        var before = _chance.OneIn(2);
        if (before) _text.Append(_chance.Below(400) + 1).Append(' ');
        Mark(NameTag.Location, locale[..2] switch
        {
            "de" => Surname(locale) + _chance.Of(["straße", "str.", "weg", "allee", "gasse", "platz"]),
            "fr" => _chance.Of(["rue ", "avenue ", "boulevard ", "place "]) + _chance.Of(["de ", "du ", ""]) + Surname(locale),
            "es" => _chance.Of(["Calle ", "Avenida ", "Plaza "]) + Surname(locale),
            "pt" => _chance.Of(["Rua ", "Avenida ", "Travessa "]) + Surname(locale),
            "nl" => Surname(locale) + _chance.Of(["straat", "laan", "weg"]),
            "it" => _chance.Of(["Via ", "Piazza ", "Corso "]) + Surname(locale),
            _ => (_chance.OneIn(3) ? Given(locale) : Surname(locale)) + " " + _chance.Of(_chance.OneIn(3) ? s_rareStreets : s_streets) + (_chance.OneIn(8) ? _chance.Of([" North", " South", " West", " East"]) : ""),
        });
        if (!before) _text.Append(' ').Append(_chance.Below(400) + 1);
    }

    private void Date()
    {
        var year = 1940 + _chance.Below(86);
        int month = 1 + _chance.Below(12), day = 1 + _chance.Below(28);
        _text.Append(_chance.Below(4) switch
        {
            0 => $"{year}-{month:00}-{day:00}",
            1 => $"{day}.{month}.{year}",
            2 => $"{month}/{day}/{year}",
            _ => _chance.Of(["January", "March", "May", "July", "October"]) + $" {day}, {year}",
        });
    }

    private string User(string locale) => LexiconBuilder.Unaccented(Given(locale).Split(' ')[0]).ToLowerInvariant() + _chance.Of([".", "_", ""]) + LexiconBuilder.Unaccented(Surname(locale).Split(' ')[0]).ToLowerInvariant();
}
