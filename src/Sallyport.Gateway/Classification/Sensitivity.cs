namespace Sallyport.Gateway.Classification;

/// <summary>How carefully text must be handled. Numbers are frozen: they are stored.</summary>
public enum Sensitivity
{
    Public = 0,
    Internal = 1,
    Confidential = 2,
    Restricted = 3,
}
