using Sallyport.Detection.Injection;

namespace Sallyport.Training.Injection;

/// <summary>One labelled text.</summary>
/// <param name="Payload">The planted part of an attack within a document, if it is known.</param>
/// <param name="Hard">A harmless text full of the words of attacks.</param>
internal sealed record InjectionRecord(string Text, bool Attack, string Source, bool Hard, TextOrigin Origin, string? Payload);
