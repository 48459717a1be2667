using Sallyport.Detection;
using Sallyport.Detection.Names;
using Xunit;

namespace Sallyport.Tests.Detection.Names;

public sealed class NameDetectorTests
{
    [Theory]
    [InlineData("Yesterday Maria Garcia called from the office.", "Maria Garcia")]
    [InlineData("hi im maria garcia from lyon", "maria garcia")]
    [InlineData("my name is john smith and i need help", "john smith")]
    [InlineData("Sehr geehrte Frau Schneider, vielen Dank.", "Schneider")]
    [InlineData("Mein Kollege Thomas Weber ist krank.", "Thomas Weber")]
    [InlineData("Hier, Nicolas Dupont a rencontré Claire Martin.", "Nicolas Dupont|Claire Martin")]
    [InlineData("Ayer Carlos Hernández llamó a Lucía.", "Carlos Hernández|Lucía")]
    [InlineData("Gisteren sprak Jan de Vries met Sanne.", "Jan de Vries|Sanne")]
    [InlineData("Ontem João Silva falou com Ana Pereira.", "João Silva|Ana Pereira")]
    [InlineData("I går mødte Lars Nielsen Mette Hansen.", "Lars Nielsen|Mette Hansen")]
    [InlineData("{\"firstName\":\"Priya\",\"lastName\":\"Sharma\",\"active\":true}", "Priya|Sharma")]
    [InlineData("INSERT INTO customers (id, name) VALUES (7, 'Hannah Müller');", "Hannah Müller")]
    [InlineData("From: Peter O'Brien <peter@example.com>\nTo: support", "Peter O'Brien")]
    [InlineData("PATIENT: JOHN SMITH, ADMITTED TODAY", "JOHN SMITH")]
    [InlineData("Regards,\nAnna", "Anna")]
    public void A_person_is_found(string text, string found) => Assert.Equal(found, Scanned.With(NameDetector.Person, text));

    [Theory]
    [InlineData("I live in Munich and work in Paris.", "Munich|Paris")]
    [InlineData("what is the weather in chicago today?", "chicago")]
    [InlineData("Our office in New York moved to Germany.", "New York|Germany")]
    [InlineData("Der Vertrag gilt in Österreich und in Köln.", "Österreich|Köln")]
    [InlineData("J'habite à Marseille.", "Marseille")]
    [InlineData("{\"city\": \"Rotterdam\", \"country\": \"Netherlands\"}", "Rotterdam|Netherlands")]
    [InlineData("FLIGHT FROM LONDON TO MADRID", "LONDON|MADRID")]
    public void A_place_is_found(string text, string found) => Assert.Equal(found, Scanned.With(NameDetector.Location, text));

    [Theory]
    [InlineData("She works at Siemens in Berlin.", "Siemens")]
    [InlineData("The University of Oxford hired him.", "University of Oxford")]
    [InlineData("We signed a contract with Brightwater Ltd last week.", "Brightwater Ltd")]
    [InlineData("Er arbeitet bei der Deutschen Bank in Frankfurt.", "Deutschen Bank")]
    public void An_organization_is_found(string text, string found) => Assert.Equal(found, Scanned.With(NameDetector.Organization, text));

    [Theory]
    [InlineData("Dr. Terry and Mrs Smith met Mr. Jones.", "Dr.|Mrs|Mr.")]
    [InlineData("Mr. and Mrs. Potter live here.", "Mr.|Mrs.")]
    [InlineData("Frau Prof. Dr. Schmidt wohnt in Köln.", "Frau|Prof.|Dr.")]
    [InlineData("Mme Durand et M. Dupont sont arrivés.", "Mme|M.")]
    [InlineData("{\"title\":\"Ms.\",\"id\":4}", "Ms.")]
    [InlineData("My title is Mrs. and I have a question.", "Mrs.")]
    [InlineData("We miss you all, sir.", "")]
    [InlineData("I will be the dr tomorrow", "")]
    [InlineData("Main title: The return", "")]
    public void A_title_is_found_with_a_name_or_in_its_field(string text, string found) => Assert.Equal(found, Scanned.With(NameDetector.Title, text));

    [Theory]
    [InlineData("Olga Petrova, Senior Data Engineer at Yandex, asked for remote work.", "Senior Data Engineer")]
    [InlineData("The system administrator Maria Lopez changed it.", "system administrator")]
    [InlineData("Kind regards, Hannah Miller | Account Executive | +44 7700 900123", "Account Executive")]
    [InlineData("He is currently Product Manager at Contoso.", "Product Manager")]
    [InlineData("Anna Schmidt, Geschäftsführerin der Firma, und CEO Peter Jones.", "CEO")]
    [InlineData("She works as a senior data engineer in Lyon.", "senior data engineer")]
    [InlineData("They hired John Smith as Director of Human Resources.", "Director of Human Resources")]
    [InlineData("{\"jobTitle\":\"Sales Manager\",\"id\":4}", "Sales Manager")]
    [InlineData("Beruf: Krankenschwester", "Krankenschwester")]
    [InlineData("Act as a senior software engineer and review this.", "")]
    [InlineData("The manager asked the engineer to lead the project.", "")]
    [InlineData("I have ten years of experience as a nurse.", "")]
    [InlineData("job: build, position: absolute, title: Data", "")]
    [InlineData("Open Task Manager at startup.", "")]
    public void A_job_is_found_beside_its_holder_or_in_its_field(string text, string found) => Assert.Equal(found, Scanned.With(NameDetector.Title, text));

    [Theory]
    [InlineData("He is a Swedish citizen and a devout Catholic.", "Swedish|Catholic")]
    [InlineData("Sie ist Französin und evangelisch.", "Französin|evangelisch")]
    [InlineData("nationality: mexican", "mexican")]
    [InlineData("The Democrats and Republicans in Ohio disagree.", "Democrats|Republicans")]
    [InlineData("Ella es colombiana.", "colombiana")]
    [InlineData("I polish my shoes every day.", "")]
    [InlineData("Please translate this to French.", "")]
    [InlineData("He speaks Italian.", "")]
    [InlineData("the German language", "")]
    [InlineData("a liberal amount of butter", "")]
    public void A_nationality_is_found_and_a_language_is_not(string text, string found) => Assert.Equal(found, Scanned.With(NameDetector.Nationality, text));

    [Theory]
    [InlineData("How do I reverse a list in this language?")]
    [InlineData("public static void Main(string[] args) => Console.WriteLine(args.Length);")]
    [InlineData("SELECT id, name, created_at FROM orders WHERE status = 'open' ORDER BY created_at DESC;")]
    [InlineData("2026-03-12 10:15:22 INFO request finished in 12 ms, status 200")]
    [InlineData("Click Settings, then Save, and restart the application.")]
    [InlineData("for (var i = 0; i < items.Count; i++) total += items[i].Total;")]
    [InlineData("npm install --save-dev typescript")]
    [InlineData("https://example.com/Docs/Getting-Started?Page=2")]
    [InlineData("")]
    [InlineData(" \n\t ")]
    public void Harmless_text_holds_no_name(string text)
    {
        foreach (var detector in DetectorCatalog.All.OfType<NameDetector>()) Assert.Equal("", Scanned.With(detector, text));
    }

    [Fact]
    public void A_name_longer_than_any_is_found_whole()
    {
        var text = "His name is " + string.Join(' ', Enumerable.Repeat("Maria Garcia", 30)) + ".";
        var found = Scanned.With(NameDetector.Person, text);
        Assert.True(found.Length > 300, found);
    }

    [Fact]
    public void A_word_longer_than_any_name_is_none() => Assert.Equal("", Scanned.With(NameDetector.Person, "my name is " + new string('x', 41)));

    [Theory]
    [InlineData("It was decided on Monday, and nobody wanted to wait for it ", 0)]
    [InlineData("Order 12345 came to 99.50 EUR, as agreed with Maria", 5)]
    [InlineData("we looked at the report and the numbers in it were all", 3)]
    public void Everyday_words_are_not_held_back(string text, int held) => Assert.Equal(held, text.Length - DetectorSet.Compile([NameDetector.Person, NameDetector.Location]).OpenFrom(text));

    [Theory]
    [InlineData("Ask Maria ")]
    [InlineData("Ask Maria Garcia from accounts")]
    public void A_name_is_held_back_until_three_words_follow(string text)
    {
        var set = DetectorSet.Compile([NameDetector.Person]);
        Assert.Equal(4, set.OpenFrom(text));
        Assert.True(set.OpenFrom(text + " about the invoice ") > 4);
    }
}
