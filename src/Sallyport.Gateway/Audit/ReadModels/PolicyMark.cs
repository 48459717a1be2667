namespace Sallyport.Gateway.Audit.ReadModels;

/// <summary>Under which policy an exchange ran, and what kinds of data were seen or not looked at.</summary>
/// <param name="Version">Version of the configuration in force.</param>
/// <param name="Labels">Classes of content, joined by commas: "medical,source-code".</param>
/// <param name="Unscanned">Capabilities whose content was let pass without inspection, joined by commas: "media".</param>
public sealed record PolicyMark(string Version, string Labels, string Unscanned);
