using Sallyport.Detection;
using Xunit;

namespace Sallyport.Tests.Detection.PersonalData;

public sealed class DateDetectorTests
{
    [Theory]
    [InlineData("on 2026-03-12, and", "2026-03-12")]
    [InlineData("at 2024-05-06T10:11:12.123+02:00.", "2024-05-06T10:11:12.123+02:00")]
    [InlineData("2024-03-15T14:30:00Z", "2024-03-15T14:30:00Z")]
    [InlineData("from 12/31/1999 on", "12/31/1999")]
    [InlineData("10/14/18", "10/14/18")]
    [InlineData("am 26.04.1976 in", "26.04.1976")]
    [InlineData("3. 4. 2024", "3. 4. 2024")]
    [InlineData("5-20-2021", "5-20-2021")]
    [InlineData("05/2021", "05/2021")]
    [InlineData("until 5/21, then", "5/21")]
    [InlineData("on Monday, March 5th, 2024 10:30 am we", "Monday, March 5th, 2024 10:30 am")]
    [InlineData("in March 2024", "March 2024")]
    [InlineData("since Dec 12.", "Dec 12")]
    [InlineData("May-2021 and 21-May", "May-2021|21-May")]
    [InlineData("the 5th of November", "5th of November")]
    [InlineData("March 5-7, 2024", "March 5-7, 2024")]
    [InlineData("5–7 March 2024", "5–7 March 2024")]
    [InlineData("vom 5. bis 9. März 2024", "9. März 2024")]
    [InlineData("le 1er janvier 2020", "1er janvier 2020")]
    [InlineData("lundi 5 mai", "lundi 5 mai")]
    [InlineData("el 5 de marzo de 2024", "5 de marzo de 2024")]
    [InlineData("il 25 aprile 1945", "25 aprile 1945")]
    [InlineData("op 27 april 2023", "27 april 2023")]
    [InlineData("em 7 de setembro de 1822", "7 de setembro de 1822")]
    [InlineData("den 5. juni 1849", "5. juni 1849")]
    [InlineData("6 juni 1523", "6 juni 1523")]
    [InlineData("11 listopada 1918", "11 listopada 1918")]
    [InlineData("29 ekim 1923", "29 ekim 1923")]
    [InlineData("9 мая 1945", "9 мая 1945")]
    [InlineData("2024年5月6日", "2024年5月6日")]
    [InlineData("7 Feb 19.", "7 Feb 19")]
    [InlineData("19:30 Uhr, 10:30 PM", "19:30 Uhr|10:30 PM")]
    public void Dates_are_found_whole(string text, string expected) => Assert.Equal(expected, Scanned.With("date", text));

    [Theory]
    [InlineData("on 12 June at 18:45.", "12 June|18:45")]
    [InlineData("am 5. März um 9:15 Uhr", "5. März|9:15 Uhr")]
    [InlineData("05.02.2026, 09:15.", "05.02.2026|09:15")]
    [InlineData("le 5 mai à 9:30", "5 mai|9:30")]
    [InlineData("on 12 June at 18:99 and 3 at 18:45", "12 June")]
    public void A_time_behind_a_comma_or_a_word_is_found_by_itself(string text, string expected) => Assert.Equal(expected, Scanned.With("date", text));

    [Theory]
    [InlineData("DOB: 1976-02-14")]
    [InlineData("born 5 March 1984 in")]
    [InlineData("geboren am 9. März 1984")]
    [InlineData("née le 1er janvier 1990")]
    [InlineData("fecha de nacimiento: 05/03/1984")]
    [InlineData("nata il 5 aprile 1984")]
    [InlineData("she was born in 1984.")]
    [InlineData("DOB 19840305")]
    [InlineData("urodzona 5 maja 1984")]
    public void A_word_about_birth_makes_a_date_of_birth(string text) => Assert.Equal("date-of-birth", KindIn(text));

    [Theory]
    [InlineData("version 10.14.18")]
    [InlineData("v1.2.3")]
    [InlineData("192.168.10.12")]
    [InlineData("5/6 of the cake, 24/7, 1/2")]
    [InlineData("in 2024 we")]
    [InlineData("you may 5 times; section 12 may be; 10 march on")]
    [InlineData("march 5 miles")]
    [InlineData("set 5 and 6 out of 10, 5 ago")]
    [InlineData("2024-13-45")]
    [InlineData("32/13/2020")]
    [InlineData("555-12-3456")]
    [InlineData("1.2.3.2024")]
    [InlineData("mar 12.5")]
    [InlineData("12:30:45")]
    [InlineData("after 5pm")]
    [InlineData("20-10-15-22")]
    [InlineData("/2020/12/11/")]
    [InlineData("$5.10.2020")]
    public void Look_alikes_are_not(string text) => Assert.Equal("", Scanned.With("date", text));

    private static string KindIn(string text)
    {
        Assert.True(DetectorCatalog.TryGet("date", out var detector));
        var findings = new List<Finding>();
        DetectorSet.Compile([detector]).Scan(text, findings);
        FindingMerge.Merge(findings);
        return detector.Kinds[Assert.Single(findings).Kind];
    }
}
