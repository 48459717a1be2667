using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.PersonalData;

/// <summary>Words around a number that make it somebody's age.</summary>
internal static class AgeWords
{
    /// <summary>Says an age by itself: 34-jährig, 34yo, 34enne.</summary>
    public const byte Age = 1;

    /// <summary>A unit of time that wants a word behind it (old, alt, de edad) or before it (tiene, âgé de).</summary>
    public const byte Unit = 2;

    /// <summary>An English unit of time: only old, of age or young behind it will do.</summary>
    public const byte EnglishUnit = 3;

    /// <summary>A word that may follow a number in "I am 34 and".</summary>
    public const byte Harmless = 4;

    public static readonly WordTable After = new(
        (Age, "yo yrold yearold jährig jährige jähriger jähriges jährigen jährigem jarig jarige årig årige åriga åring åringen letni letnia letniego letniej letnią latek latka letý letá letého enne enni vuotias vuotiaan éves yaşında yaşındaki yaşındayım " +
            "летний летняя летнего летней"),
        (EnglishUnit, "year years yr yrs y month months week weeks day days mo mos wk wks"),
        (Unit, "jahre jahren jahr monate ans an mois años año anos ano anni anno mesi jaar maanden år lat lata let rok vuotta ani años meses лет года год"),
        (Harmless, "and but from with now single married living live female male f m next this today yesterday last who or und et y e och og en i a weiblich männlich when because so"));

    /// <summary>Words behind a unit that make it an age.</summary>
    public static readonly WordTable Old = new((1, "old young alt oud gammel gamle gammal gamla jung jong révolus"));

    /// <summary>Words right before a number and its unit: tiene 34 años, ist 34 Jahre.</summary>
    public static readonly WordTable Having = new(
        (1, "ai j'ai as t'as avait avais aura aurai tiene tengo tienes tenía tenia tenemos cumple cumplió cumplir cumplo cumplí tem tenho tinha completou completa faz ho hai aveva compie compiuto är fyller fyllt fyllde er fylte fylder bin ik ben wordt werd ma mam miał miała masz wieku " +
            "skończył skończyła kończy je mu jí âgé âgée âgés agé agée ist wird wurde sunt am avea"),
        (2, "a ha de di van på w av von of e"));

    /// <summary>Nouns before "de 34 ans" and its like.</summary>
    public static readonly WordTable Persons = new(
        (1, "homme femme garçon fille enfant patient patiente monsieur dame élève étudiant étudiante fils hombre mujer niño niña chico chica joven paciente señor señora varón hijo hija uomo donna ragazzo ragazza bambino bambina paziente figlio figlia signore signora " +
            "homem mulher menino menina rapaz moça jovem filho filha senhor senhora mann frau patientin kind sohn tochter man vrouw jongen meisje kvinne kvinde kvinna mand pojke flicka mężczyzna kobieta pacjent pacjentka chłopiec dziewczynka syn córka " +
            "âgé âgée âgés âgées agé agée âge age edad età idade alter leeftijd alderen alder åldern ålder wieku i en la"));

    /// <summary>Words that say that a number is an age: age 34, aged: 34, Alter 34.</summary>
    public static readonly WordTable Naming = new(
        (1, "age aged ages âge alter edad età eta idade leeftijd alder ålder wiek wieku ikä věk vek yaş yaşı возраст kor vârsta varsta âgé âgée"),
        (2, "turned turning turns i'm im i’m he's she's he’s she’s"));

    /// <summary>Words between such a word and the number.</summary>
    public static readonly WordTable Links = new((1, "is was of de von van ist es est est-il å är er var jest now the"));

    /// <summary>Pronouns before am, is, was.</summary>
    public static readonly WordTable Pronouns = new((1, "i he she ich jag jeg ik er sie"));

    public static readonly WordTable Being = new((1, "am is was bin ist är er ben"));

    /// <summary>Words in which people say who they are.</summary>
    public static readonly ContextWords Introductions = new(40, "i'm", "i’m", "im", "i am", "name is", "name's", "ich bin", "je suis", "me llamo", "soy", "ik ben", "sou", "jag är", "jeg er");

    /// <summary>Words behind "Main Street, 12," and "Berlin, 4," that make it a number of something else.</summary>
    public static readonly WordTable NotBehindAge = new(
        (1, "rue avenue av boulevard bd place chemin allée quai cours route impasse bis ter street st road rd lane floor apt flat january february march april may june july august september october november december " +
            "january feb mar apr jun jul aug sep oct nov dec noon midnight am pm"));

    /// <summary>True if two words with a capital end at <paramref name="end"/>, neither of them a month, and no digit beside them.</summary>
    public static bool IsFullName(ReadOnlySpan<char> text, int end)
    {
        for (var words = 0; words < 2; words++)
        {
            var start = end;
            while (start > 0 && end - start <= NameLength && (char.IsLetter(text[start - 1]) || (text[start - 1] is '-' or '\'' or '’' && start < end))) start--;
            if (end - start is < 2 or > NameLength || !char.IsUpper(text[start]) || char.IsUpper(text[end - 1]) || CommonNouns.Contains(text[start..end])) return false;
            if (words == 0 && text.CharAt(start - 1) != ' ') return false;
            if (words == 1) return !char.IsAsciiDigit(text.CharAt(start - 2)) && !text.IsWordAt(start - 1);
            end = start - 1;
        }

        return false;
    }

    private const int NameLength = 24;

    // Numbered things, and days: Figure Two, 12, … ; Route Nine, 12, …
    private static readonly WordTable CommonNouns = new(
        (1, "street road avenue lane route highway chapter section figure table page line item step room floor building platform gate level unit version rule article verse psalm lot size " +
            "january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday numbers number straße strasse via calle rue platz"));

    /// <summary>Fronts of words that turn "34 years of" into something else: experience, service, warranty.</summary>
    public static readonly string[] Experience = ["exp", "esp", "erf", "erv", "doś", "gara", "serv", "prat", "prax", "vida", "car"];
}
