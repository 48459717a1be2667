namespace Sallyport.Gateway.Admission;

/// <summary>Who goes first where an upstream is full.</summary>
public enum Priority
{
    /// <summary>Somebody waits for the answer.</summary>
    Interactive,

    /// <summary>A job that should end today.</summary>
    Batch,

    /// <summary>Whenever there is room.</summary>
    Background,
}
