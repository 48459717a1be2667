using Sallyport.Detection.Anchoring;

namespace Sallyport.Detection.PersonalData.Dates;

/// <summary>Names of months and weekdays, and the small words between them and numbers, in the languages people write prompts in.</summary>
internal static class CalendarWords
{
    /// <summary>A month's name that is little else.</summary>
    public const byte Plain = 1;

    /// <summary>A month's name that is also a common word or a short form: wants a capital letter or a year.</summary>
    public const byte Common = 2;

    /// <summary>A month's name that is mostly another word: wants a day and a year.</summary>
    public const byte Rare = 3;

    public static readonly WordTable Months = new(
        (Common, "may march jan feb mar apr jun jul aug sep sept oct nov dec dez des déc dic okt mart avr abr fev fév févr ene ott giu mayo"),
        (Rare, "ago set out gen lug mag lis gru sie lip cze wrz paź lut sty kwi maa mrt haz eki kas ara oca tem juil mär mrz janv jän nob"),
        (Plain, "january february april june july september october november december " +
            "mai maj mei juni juli august maggio gennaio luglio juin août avril agosto augusti augustus maio " +
            "januar jänner februar feber märz oktober dezember " +
            "janvier février juillet septembre octobre novembre décembre fevrier decembre aout " +
            "enero febrero marzo abril junio julio septiembre setiembre octubre noviembre diciembre " +
            "febbraio aprile giugno settembre ottobre novembre dicembre " +
            "januari februari maart " +
            "janeiro fevereiro março junho julho setembro outubro novembro dezembro marco " +
            "marts desember mars " +
            "styczeń stycznia luty lutego marzec marca kwiecień kwietnia maja czerwiec czerwca lipiec lipca sierpień sierpnia wrzesień września październik października listopad listopada grudzień grudnia " +
            "leden ledna únor února březen března duben dubna květen května červen června červenec července srpen srpna září říjen října prosinec prosince " +
            "tammikuu tammikuuta helmikuu helmikuuta maaliskuu maaliskuuta huhtikuu huhtikuuta toukokuu toukokuuta kesäkuu kesäkuuta heinäkuu heinäkuuta elokuu elokuuta syyskuu syyskuuta lokakuu lokakuuta marraskuu marraskuuta joulukuu joulukuuta " +
            "ianuarie februarie martie aprilie iunie iulie septembrie octombrie noiembrie decembrie " +
            "január február március április május június július augusztus szeptember október november december " +
            "ocak şubat nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık " +
            "января февраля марта апреля мая июня июля августа сентября октября ноября декабря январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь " +
            "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня januari februari"));

    public static readonly WordTable Weekdays = new(
        (1, "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun " +
            "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag " +
            "lundi mardi mercredi jeudi vendredi samedi dimanche " +
            "lunes martes miércoles miercoles jueves viernes sábado domingo " +
            "lunedì martedì mercoledì giovedì venerdì sabato domenica " +
            "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag " +
            "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira feira " +
            "mandag tirsdag onsdag torsdag fredag lørdag søndag måndag tisdag lördag söndag " +
            "poniedziałek wtorek środa czwartek piątek sobota niedziela"));

    /// <summary>Words between the parts of a date: 5 of March, 5 de marzo del 2024.</summary>
    public static readonly WordTable Links = new((1, "of de del di the le el il d den van"));

    /// <summary>Words right before a date that make one of two numbers with a slash.</summary>
    public static readonly WordTable Leads = new(
        (1, "on since until till before after from due date dated starting ending ends started ended by deadline am vom bis seit ab dal al hasta desde até desde til från fra op per dnia od do"));

    public static readonly ContextWords Births = new(
        32, "dob", "d.o.b", "born", "birth", "birthday", "birthdate", "birthdays", "bday", "geboren", "geb", "geburtsdatum", "geburtstag", "né", "née", "naissance", "anniversaire", "nacido", "nacida", "nacimiento", "nació", "cumpleaños", "nato", "nata", "nascita",
        "nascido", "nascida", "nascimento", "nasci", "geboortedatum", "verjaardag", "født", "fødselsdato", "fødselsdag", "född", "födelsedatum", "urodzony", "urodzona", "urodzenia", "ur", "narozen", "narozena", "narození", "syntynyt", "született", "doğum",
        "рождения", "родился", "родилась", "geborene", "geborener");

    /// <summary>Words before a number with full stops that make it something other than a date.</summary>
    public static readonly ContextWords NotDates = new(
        18, "version", "versions", "ver", "v", "release", "build", "firmware", "rev", "revision", "section", "sections", "chapter", "figure", "fig", "table", "sort", "kernel", "python", "java", "ios", "android", "node", "upgrade", "clause", "article", "ip", "ratio", "score");
}
