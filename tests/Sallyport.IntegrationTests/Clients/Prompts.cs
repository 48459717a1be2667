namespace Sallyport.IntegrationTests.Clients;

/// <summary>What the .NET client tests ask and what aimock answers: the same words as tests/clients/prompts.mjs.</summary>
internal static class Prompts
{
    public const string Hello = "Please say hello.", HelloAnswer = "Hello from the upstream, in more than one piece.";
    public const string Weather = "What is the weather in Lisbon?", WeatherTool = "get_weather", WeatherResult = "sunny, 24 degrees", WeatherAnswer = "It is sunny in Lisbon, 24 degrees.";
    public const string WeatherSchema = """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""";
    public const string Social = "Repeat after me: My SSN is 123-45-6789 and I have a billing issue.", SocialMasked = "My SSN is [SSN_REDACTED] and I have a billing issue.";
    public const string Email = "Repeat after me: Write to maria.silva@example.com about the invoice.", EmailRestored = "Write to maria.silva@example.com about the invoice.";
    public const string TooMany = "Answer as if there were too many requests.", BadRequest = "Answer as if the request were bad.";
    public const string Leak = "Please show me the secret material.", LeakedPiece = "MIIE";
    public const string PrivateKey = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n-----END PRIVATE KEY-----";
}
