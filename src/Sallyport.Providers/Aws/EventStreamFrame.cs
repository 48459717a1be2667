namespace Sallyport.Providers.Aws;

/// <summary>One message of an event stream as it lies in a buffer.</summary>
/// <param name="Length">Bytes of the whole message.</param>
/// <param name="PayloadStart">First byte of its payload, from the start of the message.</param>
/// <param name="PayloadLength">Bytes of the payload.</param>
/// <param name="IsFailure">True for an exception or an error; false for an event.</param>
/// <param name="Name">Type of the event, of the exception, or code of the error; empty if it has none.</param>
/// <param name="Message">What an error says in its headers; null where the payload says it.</param>
public readonly record struct EventStreamFrame(int Length, int PayloadStart, int PayloadLength, bool IsFailure, string Name, string? Message);
