using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.Addresses;

/// <summary>Words that make a street of the words around them, in the countries whose addresses are read.</summary>
internal static class StreetWords
{
    /// <summary>A word that is a street after nearly any name: Street, Avenue, Blvd.</summary>
    public const byte Strong = 1;

    /// <summary>A word that ends names of streets but is a common noun too: Valley, Cove, Gardens.</summary>
    public const byte Weak = 2;

    /// <summary>Last words of English street names: 12 Oak Street.</summary>
    public static readonly WordTable English = new(
        (Strong, "street st avenue ave av road rd boulevard blvd drive dr lane ln court ct terrace ter parkway pkwy highway hwy close crescent cres mews expressway expy turnpike tpke freeway fwy esplanade crossing xing causeway cir alley aly bypass trl sq plz ste broadway"),
        (Weak, "place pl way circle square plaza trail track loop row walk path pike pass grove grv gardens garden gdns green hill hills rise view views vista heights park parade rue wharf quay yard annex arcade bayou beach bend bluff bluffs bottom branch bridge brook brooks burg burgs camp " +
            "canyon cape center centers centre cliff cliffs club common commons corner corners course courts cove coves creek crest crossroad crossroads curve dale dam divide drives estate estates extension extensions fall falls ferry field fields flat flats ford fords forest " +
            "forge forges fork forks fort gateway glen glens greens groves harbor harbors haven hollow inlet island islands isle junction junctions key keys knoll knolls lake lakes land landing light lights loaf lock locks lodge mall manor manors meadow meadows mill mills mission " +
            "motorway mount mountain mountains neck orchard oval overpass parks parkways passage pine pines plain plains plazas point points port ports prairie radial ramp ranch rapid rapids rest ridge ridges river roads route run shoal shoals shore shores skyway spring springs " +
            "spur spurs squares station stravenue stream streets summit throughway trace trafficway tunnel underpass union unions valley valleys viaduct village villages ville walks wall ways well wells chase gate nagar marg chowk colony layout sector"));

    /// <summary>First words of a street after the number, as in French: 12 rue de la Paix.</summary>
    public static readonly WordTable French = new(
        (Strong, "rue avenue av boulevard bd bld blvd impasse allée allee allées quai chemin faubourg chaussée venelle ruelle esplanade sentier lotissement résidence"),
        (Weak, "place pl cours route passage square villa cité promenade montée côte"));

    /// <summary>First words of a street before the number: Calle Mayor 5, Via Roma 12, ul. Długa 7.</summary>
    public static readonly WordTable First = new(
        (Strong, "calle c pasadizo cuesta vial urbanización acceso pasaje cañada avenida avda av avd paseo carrera carretera ctra camino ronda travesía travesia callejón calz calzada prolongación diagonal rambla glorieta transversal cl cra " +
            "via viale borgo rotonda piazza p.zza corso vicolo piazzale lungomare lungotevere contrada strada " +
            "rua r viela vereda quadra jardim esplanada passarela travessa praça alameda estrada rodovia largo avenida beco ladeira " +
            "ul ulica al aleja aleje alei os osiedle pl plac rondo " +
            "rue avenue boulevard chaussée place quai allée chemin bd " +
            "jl jalan jln đường strada str bulevardul calea šosseia bd carrer plaça passeig улица ул проспект пр-т пер шоссе"),
        (Weak, "plaza"));

    /// <summary>Words that stand, apart, between the name and the number: Berliner Straße 5, Karl Johans gate 22, Atatürk Caddesi No: 5.</summary>
    public static readonly WordTable Last = new(
        (Strong, "straße strasse str allee gasse damm ufer chaussee straat laan gracht plein kade gata gate gatan vei veien vej väg vägen gade torg torv plads allé caddesi cad sokak sokağı sok bulvarı mahallesi utca út tér körút ulice náměstí třída cesta ulica katu tie street road avenue lane marg"),
        (Weak, "platz weg ring markt steig park"));

    // Ends of words that are streets: Hauptstraße, Keizersgracht, Drottninggatan.
    private static readonly string[] Endings =
    [
        "straße", "strasse", "str", "gasse", "allee", "damm", "chaussee", "ufer", "platz", "weg", "straat", "laan", "gracht", "plein", "kade", "singel", "dijk", "dreef", "steeg", "plantsoen", "vej", "sgade", "rgade", "tgade", "lgade", "ngade",
        "boulevard", "baan", "stræde", "gata", "gaten", "gatan", "sgate", "veien", "vegen", "vägen", "väg", "torget", "plads", "plass", "gränd", "stien", "stigen", "backen", "katu", "kuja", "polku", "ntie", "utca",
    ];

    // Last two letters of those ends: most words have others.
    private static readonly WordTable EndingTails = new((1, string.Join(' ', Endings.Select(e => e[^2..]))));

    /// <summary>True if a word is a street by its end.</summary>
    public static bool HasEnding(ReadOnlySpan<char> word)
    {
        if (word.Length < 6 || !EndingTails.Contains(word[^2..])) return false;
        foreach (var ending in Endings)
        {
            if (word.Length >= ending.Length + 3 && word.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    /// <summary>Words before such a word that belong to the name.</summary>
    public static readonly WordTable Adjectives = new(
        (1, "alte alter neue neuer große grosse großer kleine kleiner obere untere hintere vordere lange hohe breite st sankt store lille ny nye gamle gammel vestre østre nordre søndre nedre øvre stora lilla norra södra östra västra gamla nieuwe oude grote korte eerste tweede derde van prins prinses"));

    /// <summary>Small words inside names.</summary>
    public static readonly WordTable Links = new((1, "de la las los le les l del della delle dei degli di da do dos das du des d der den dem und y e et of the van von zum zur am an im auf in santa san st av dr gen prof ks ny i de"));

    /// <summary>Words between the name and its number.</summary>
    public static readonly WordTable NumberMarks = new((1, "no nr n nº núm num número numero no. n° đ d s/n nro"));

    public static readonly WordTable Directions = new((1, "n s e w ne nw se sw north south east west northeast northwest southeast southwest"));

    /// <summary>Words before the number of a flat, floor or office.</summary>
    public static readonly WordTable Units = new(
        (1, "apt apartment suite ste unit floor fl room rm bldg building lot flat apto apartamento apartado piso wohnung whg etage stock og app appartement bât bâtiment interno int scala lok m lejl sal bajo puerta depto dept departamento sala bloco andar kv daire kat"));

    /// <summary>Words right before an address.</summary>
    public static readonly WordTable Naming = new((1, "address adres adresse anschrift adress dirección direccion domicilio indirizzo endereço morada wohnhaft mieszkam zamieszkały zamieszkała adresem cím osoite street domicilié demeurant domiciliado residente woonachtig bosat bopæl адрес"));

    /// <summary>Words some way before a number that let a street be written carelessly.</summary>
    public static readonly ContextWords Context = new(
        40, "address", "addresses", "live", "lives", "lived", "living", "reside", "resides", "residing", "resident", "located", "ship", "shipped", "shipping", "deliver", "delivered", "deliveries", "delivery", "mail", "mailed", "send", "moved", "moving", "home", "house", "property", "office",
        "adresse", "anschrift", "wohnhaft", "wohne", "wohnt", "wohnen", "liefern", "habite", "habitant", "domicilié", "demeurant", "dirección", "direccion", "domicilio", "vivo", "vive", "reside", "indirizzo", "residente", "abito", "abita", "vivono", "endereço", "moro", "mora", "morada",
        "adres", "woon", "woont", "wonend", "bor", "bosat", "adress", "mieszkam", "mieszka", "zamieszkały", "zamieszkała", "adresem", "bydliště", "osoite", "cím", "адрес", "headquartered", "headquarters", "situated", "near", "street_address");
}
