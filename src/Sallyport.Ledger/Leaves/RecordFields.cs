namespace Sallyport.Ledger.Leaves;

/// <summary>Where in a record the members lie that give it its place and meaning in the log. Ranges are of the bytes of the value, quotation marks included; empty if there is no such member.</summary>
internal struct RecordFields
{
    public (int Start, int Length) Sequence, Previous, Time, Node, Type, Target, Outcome, Request;

    /// <summary>Called by the reader for each top-level member, in order.</summary>
    public void Note(ReadOnlySpan<byte> name, int start, int length)
    {
        var range = (start, length);
        switch (name.Length)
        {
            case 2 when name.SequenceEqual("ts"u8):
                Time = range;
                break;
            case 3 when name.SequenceEqual("seq"u8):
                Sequence = range;
                break;
            case 3 when name.SequenceEqual("req"u8):
                Request = range;
                break;
            case 4 when name.SequenceEqual("prev"u8):
                Previous = range;
                break;
            case 4 when name.SequenceEqual("node"u8):
                Node = range;
                break;
            case 4 when name.SequenceEqual("type"u8):
                Type = range;
                break;
            case 6 when name.SequenceEqual("target"u8):
                Target = range;
                break;
            case 7 when name.SequenceEqual("outcome"u8):
                Outcome = range;
                break;
        }
    }
}
