namespace Sallyport.Providers.Forms;

/// <summary>Where one part of a form stands in the body, in bytes.</summary>
/// <param name="Name">Its name, without quotes.</param>
/// <param name="FileName">As the client has it; null for a part that is no file.</param>
/// <param name="Type">Media type; length 0 if it names none.</param>
/// <param name="Value">What it holds.</param>
public readonly record struct FormPart((int Start, int Length) Name, (int Start, int Length)? FileName, (int Start, int Length) Type, (int Start, int Length) Value);
