namespace Sallyport.Ledger.Witnessing;

/// <summary>What a witness says to a request.</summary>
/// <param name="Status">200 cosigned; 400 malformed; 403 not signed by a key of the log; 404 unknown log; 409 another last size, which the body states, or another root; 422 the proof does not hold.</param>
/// <param name="Body">Of 200: signature lines. Of 409: the last size and a line end.</param>
public sealed record WitnessAnswer(int Status, string Body = "")
{
    /// <summary>Content type of a body that states a size.</summary>
    public const string SizeType = "text/x.tlog.size";
}
