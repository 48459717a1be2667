namespace Sallyport.Gateway.Admission;

/// <summary>What a limit counts. Numbers are frozen: they are stored.</summary>
public enum LimitUnit
{
    Requests = 1,

    /// <summary>Input and output together.</summary>
    Tokens = 2,

    Bytes = 3,

    /// <summary>Money in thousand millionths of a US dollar: a limit in it is a budget.</summary>
    NanoUsd = 4,
}
