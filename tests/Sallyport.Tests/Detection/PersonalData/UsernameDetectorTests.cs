using Xunit;

namespace Sallyport.Tests.Detection.PersonalData;

public sealed class UsernameDetectorTests
{
    [Theory]
    [InlineData("username: jdoe42", "jdoe42")]
    [InlineData("\"username\": \"jdoe\"", "jdoe")]
    [InlineData("login ok user=aagam704 ip=1.2.3.4", "aagam704")]
    [InlineData("Login as jessicarush with", "jessicarush")]
    [InlineData("\"user\": \"jdoe\"", "jdoe")]
    [InlineData("ssh jdoe_42@db1.lan", "jdoe_42")]
    [InlineData("issued to user m.keller7.", "m.keller7")]
    [InlineData("Benutzername: keller", "keller")]
    public void Account_names_are_found_after_a_word_that_announces_them(string text, string expected) => Assert.Equal(expected, Scanned.With("username", text));

    [Theory]
    [InlineData("User: Hello there")]
    [InlineData("username and password")]
    [InlineData("username: string, username = input(x), user = request.user")]
    [InlineData("ssh root@db1.lan, user=admin, user=$USER, user={name}")]
    [InlineData("username: <your username>")]
    [InlineData("the user 12345")]
    [InlineData("@jdoe said")]
    [InlineData("user=")]
    public void Code_roles_and_dialogue_are_not(string text) => Assert.Equal("", Scanned.With("username", text));
}
