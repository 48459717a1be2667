namespace Sallyport.Gateway.Audit.ReadModels;

/// <summary>Who asked, as the key stood then. An empty text means that the record does not say.</summary>
/// <param name="Subject">Reference of the data subject, never a name: "s_" and 16 characters.</param>
/// <param name="Department">Cost centre.</param>
/// <param name="Environment">"dev", "stg", "prod".</param>
public sealed record Party(string KeyId, string Subject, string Organization, string Team, string Department, string Application, string Environment);
