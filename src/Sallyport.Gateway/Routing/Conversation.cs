using Sallyport.Gateway.Inspection;

namespace Sallyport.Gateway.Routing;

/// <summary>What an exchange continues.</summary>
/// <param name="Placeholders">Placeholders of the conversation so far; more are added as values are found.</param>
/// <param name="Upstream">Upstream that keeps the object that the exchange is about; null where routing is free.</param>
/// <param name="Mark">Makes the secret word that marks what we write into this key's requests today.</param>
/// <param name="Stick">A number that all requests of a conversation share, so that they go to one target, whose prompt cache knows them. Requests that continue nothing have one each.</param>
internal sealed record Conversation(PlaceholderMap Placeholders, string? Upstream, Func<string> Mark, Func<ulong> Stick);
