namespace Sallyport.Detection.Injection;

/// <summary>Who wrote a text: the same sentence is an order from the user and an attack in a document.</summary>
public enum TextOrigin : byte
{
    /// <summary>Typed by the person, or sent by the application in the person's name.</summary>
    User = 1,

    /// <summary>A tool result, a retrieved document or a file: data, which has no right to give orders.</summary>
    Tool = 2,

    /// <summary>Written by the operator. Never scored as an attack.</summary>
    System = 3,
}
