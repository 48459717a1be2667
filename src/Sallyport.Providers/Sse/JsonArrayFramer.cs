namespace Sallyport.Providers.Sse;

/// <summary>Cuts Gemini's stream without <c>alt=sse</c>, one JSON array that arrives in pieces, into its elements.</summary>
public struct JsonArrayFramer
{
    private bool _open, _any, _wanted, _inString, _escaped;
    private int _depth, _element;

    /// <summary>Reads the first frame of <paramref name="bytes"/>. A frame holds the separator before its element.</summary>
    /// <param name="bytes">What has arrived and was not framed yet.</param>
    /// <param name="scanned">How much of it an earlier call has searched in vain; updated.</param>
    /// <param name="frame">The frame.</param>
    public FrameResult TryRead(ReadOnlySpan<byte> bytes, ref int scanned, out StreamFrame frame)
    {
        frame = default;
        for (var at = scanned; at < bytes.Length; at++)
        {
            var b = bytes[at];
            if (_depth > 0)
            {
                if (_escaped) _escaped = false;
                else if (_inString)
                {
                    if (b == '\\') _escaped = true;
                    else if (b == '"') _inString = false;
                }
                else if (b == '"') _inString = true;
                else if (b is (byte)'{' or (byte)'[') _depth++;
                else if (b is (byte)'}' or (byte)']' && --_depth == 0)
                {
                    (_any, _wanted) = (true, false);
                    scanned = 0;
                    frame = new StreamFrame(FrameKind.Data, at + 1, _element, at + 1 - _element, IsPlain: true);
                    return FrameResult.Frame;
                }
            }
            else if (b is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') continue;
            else if (!_open && b == '[') _open = true;
            else if (_open && b == ',' && _any) (_any, _wanted) = (false, true);
            else if (_open && b == '{' && !_any) (_depth, _element) = (1, at);
            else if (_open && !_wanted && b == ']')
            {
                scanned = 0;
                frame = new StreamFrame(FrameKind.End, at + 1, at, 1, IsPlain: true);
                return FrameResult.Frame;
            }
            else return FrameResult.Malformed;
        }

        scanned = bytes.Length;
        return FrameResult.Incomplete;
    }
}
