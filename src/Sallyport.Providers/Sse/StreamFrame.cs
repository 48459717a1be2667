namespace Sallyport.Providers.Sse;

/// <summary>What a frame of a streamed answer is.</summary>
public enum FrameKind : byte
{
    /// <summary>Holds one JSON object.</summary>
    Data,

    /// <summary>The end mark of a stream: <c>[DONE]</c>, or the bracket that closes an array.</summary>
    End,

    /// <summary>Nothing to read: a comment that keeps the connection alive.</summary>
    Heartbeat,
}

/// <summary>One event of a stream as it lies in a buffer.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Bytes of the whole frame, its end included.</param>
/// <param name="DataStart">First byte of the JSON object, from the start of the frame.</param>
/// <param name="DataLength">Bytes of the JSON object.</param>
/// <param name="IsPlain">False if the frame holds lines that must not reach the client as they are (comments): it is written anew.</param>
public readonly record struct StreamFrame(FrameKind Kind, int Length, int DataStart, int DataLength, bool IsPlain);

/// <summary>What a framer says of the bytes at hand.</summary>
public enum FrameResult : byte
{
    /// <summary>One frame is whole.</summary>
    Frame,

    /// <summary>More bytes are needed.</summary>
    Incomplete,

    /// <summary>No client and no server means this: the answer cannot be inspected.</summary>
    Malformed,
}
