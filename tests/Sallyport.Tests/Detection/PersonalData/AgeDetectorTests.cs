using Xunit;

namespace Sallyport.Tests.Detection.PersonalData;

public sealed class AgeDetectorTests
{
    [Theory]
    [InlineData("she is 34 years old", "34")]
    [InlineData("a 34-year-old nurse", "34")]
    [InlineData("a 6 months old baby", "6")]
    [InlineData("34 yo male, 45 y/o", "34|45")]
    [InlineData("aged 34, age: 35, age 36", "34|35|36")]
    [InlineData("{\"age\": 34}", "34")]
    [InlineData("at the age of 9", "9")]
    [InlineData("I'm 34. im 35 and i am 36", "34|35|36")]
    [InlineData("turned 50 last week", "50")]
    [InlineData("I (27M) and my wife [25f]", "27|25")]
    [InlineData("die 34-jährige Frau ist 34 Jahre alt", "34|34")]
    [InlineData("im Alter von 81", "81")]
    [InlineData("j'ai 34 ans, une femme de 35 ans, âgé de 36 ans", "34|35|36")]
    [InlineData("tiene 34 años; una mujer de 35 años; 36 años de edad", "34|35|36")]
    [InlineData("ha 34 anni, una donna di 35 anni", "34|35")]
    [InlineData("tem 34 anos, 35 anos de idade", "34|35")]
    [InlineData("hij is 34 jaar oud, een 35-jarige", "34|35")]
    [InlineData("hun er 34 år gammel, en 35-årig", "34|35")]
    [InlineData("hon är 34 år", "34")]
    [InlineData("ma 34 lata, w wieku 35 lat, 36-letni", "34|35|36")]
    [InlineData("他今年34岁", "34")]
    [InlineData("年龄 34岁", "34")]
    [InlineData("Anna Berg, 46, of Boston and Jean-Luc Moreau, 51, whose", "46|51")]
    [InlineData("hi im tom from lyon, 29, looking for a flat", "29")]
    public void Ages_are_found(string text, string expected) => Assert.Equal(expected, Scanned.With("age", text));

    [Theory]
    [InlineData("5 years ago, 10 years of experience, for 3 years")]
    [InlineData("il y a 34 ans, 10 ans d'expérience, depuis 5 ans")]
    [InlineData("hace 34 años, un contrato de 5 años")]
    [InlineData("vor 34 Jahren, seit 5 Jahren")]
    [InlineData("page 34, max-age=60, Cache-Control: max-age=0")]
    [InlineData("I'm 20 minutes late, I am 100% sure, I am 5 km away")]
    [InlineData("age 200")]
    [InlineData("ages 18-24")]
    [InlineData("CS12 7YO")]
    [InlineData("age > 18")]
    [InlineData("Main Street, 12, Apples, 14, Baker Street, 15, London")]
    [InlineData("Figure Two, 12, and Monday March, 5, the")]
    [InlineData("Place Vendôme, 12, rue de la Paix")]
    [InlineData("rows 1, 2, 3, and 4")]
    public void Times_and_other_numbers_are_not(string text) => Assert.Equal("", Scanned.With("age", text));
}
