namespace Sallyport.Gateway.Inspection;

/// <summary>One change to a body: bytes to leave out and text to put there instead.</summary>
/// <param name="Start">First byte to leave out; with <paramref name="Length"/> 0 an insertion.</param>
/// <param name="Length">Bytes to leave out.</param>
/// <param name="Text">What to put there, unescaped.</param>
/// <param name="Levels">How often to escape it: 0 as it is, 1 for a JSON string, 2 for JSON text inside one.</param>
internal readonly record struct Edit(int Start, int Length, string Text, int Levels);
