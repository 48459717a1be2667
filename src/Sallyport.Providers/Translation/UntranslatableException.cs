namespace Sallyport.Providers.Translation;

/// <summary>A request or an answer holds what the other dialect cannot say. It is refused by name, never left out.</summary>
/// <param name="member">Where: <c>messages[2].content[0].type=input_audio</c>. Names and the dialect's own words only, never a value of the client's.</param>
public sealed class UntranslatableException(string member) : Exception("The other dialect cannot say this: " + member)
{
    public string Member { get; } = member;
}
