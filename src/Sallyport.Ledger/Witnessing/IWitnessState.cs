using Sallyport.Ledger.Notes;

namespace Sallyport.Ledger.Witnessing;

/// <summary>What a witness must never forget: the last checkpoint that it cosigned, for each log.</summary>
public interface IWitnessState
{
    /// <summary>The last checkpoint of a log; null if there is none.</summary>
    /// <param name="origin">The log.</param>
    SignedNote? Find(string origin);

    /// <summary>Keeps a checkpoint in place of the last one. It is durable when this returns.</summary>
    /// <param name="origin">The log.</param>
    /// <param name="checkpoint">As the log signed it.</param>
    void Keep(string origin, SignedNote checkpoint);
}
